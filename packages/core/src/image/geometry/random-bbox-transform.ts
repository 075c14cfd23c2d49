import { z } from "zod";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { personBox, withPersonBox } from "./person-box.ts";

const factor = z.number().gt(0).max(10);

/**
 * Moves, scales and turns the box of one person (the first of the sample's first field of boxes), and nothing else: in front
 * of `topdownAffine`, which takes that box, it is the augmentation of top-down pose estimators (mmpose's RandomBBoxTransform,
 * with its defaults). The picture, keypoints and other boxes stay.
 *
 * The middle moves by up to `shiftFactor` of the sides with probability `shiftProb`, the sides are multiplied by a factor
 * about 1 within `scaleFactor` with probability `scaleProb`, and the box turns by up to `rotateFactor` degrees with
 * probability `rotateProb`; all are normal and cut to these ranges, which are two standard deviations wide on either side.
 * Draws `{ shift, scale, degrees }`.
 */
export const randomBBoxTransform = defineImageTransform({
  name: "randomBBoxTransform",
  summary: "Moves, scales and turns the box that topdownAffine takes.",
  options: z.strictObject({
    shiftFactor: z.number().min(0).max(1).default(0.16).describe("a share between 0 and 1"),
    shiftProb: probability(0.3),
    scaleFactor: z
      .tuple([factor, factor])
      .refine(([low, high]) => low <= 1 && high >= 1)
      .default([0.5, 1.5])
      .describe("[least, most] factor above 0, up to 10, with 1 between them"),
    scaleProb: probability(1),
    rotateFactor: z.number().min(0).max(360).default(80).describe("a number of degrees between 0 and 360"),
    rotateProb: probability(0.6),
  }),
  changes: ({ rotateFactor, rotateProb }) =>
    rotateFactor === 0 || rotateProb === 0 ? ["scale", "position"] : ["scale", "position", "rotation"],
  evaluation: "nothing",
  intensity: (options, intensity) => {
    const nearer = (value: number) => 1 + (value - 1) * intensity;
    const scaleFactor: [number, number] = [nearer(options.scaleFactor[0]), nearer(options.scaleFactor[1])];
    return {
      ...options,
      shiftFactor: options.shiftFactor * intensity,
      scaleFactor,
      rotateFactor: options.rotateFactor * intensity,
    };
  },
  kinds: ["boxes"],
  draw: (random, _outline, options) => {
    const { shiftFactor, shiftProb, scaleFactor, scaleProb, rotateFactor, rotateProb } = options;
    // All are drawn whatever comes of them, so that one option does not move another's draw.
    const [moves, scales, turns] = [random.chance(shiftProb), random.chance(scaleProb), random.chance(rotateProb)];
    const shift = [cutNormal(random), cutNormal(random)].map((value) => (moves ? value * shiftFactor : 0));
    const drawn = cutNormal(random);
    const room = drawn < 0 ? 1 - scaleFactor[0] : scaleFactor[1] - 1;
    const degrees = cutNormal(random) * rotateFactor;
    return { shift, scale: scales ? 1 + drawn * room : 1, degrees: turns ? degrees : 0 };
  },
  edit: (outline, { shift, scale, degrees }) => {
    const [across, down] = shift as [number, number];
    if (across === 0 && down === 0 && scale === 1 && degrees === 0) return outline;
    const box = personBox(outline);
    return withPersonBox(outline, {
      x: box.x + across * box.width,
      y: box.y + down * box.height,
      width: box.width * scale,
      height: box.height * scale,
      degrees: box.degrees + degrees,
    });
  },
});

/** A normal number of deviation one half, of those between −1 and 1. */
function cutNormal(random: Random): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const value = random.normal() / 2;
    if (value >= -1 && value <= 1) return value;
  }
  return 0;
}
