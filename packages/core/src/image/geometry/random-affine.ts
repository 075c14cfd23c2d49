import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { roundHalfEven } from "../../rounding.ts";
import { defineImageTransform } from "../define.ts";
import { center, outside, samplingOf, shearAngle } from "../options.ts";
import { towardsNoTurn } from "../ranges.ts";
import { affineSteps, isStill, slopesOf } from "./affinity.ts";
import { turnChanges } from "./turn-changes.ts";

const isOrdered = ([low, high]: readonly [number, number]) => low <= high;
const share = z.number().min(0).max(1);
const factor = z.number().gt(0);
const shearRange = z.tuple([shearAngle, shearAngle]).refine(isOrdered);

type Range = readonly [number, number];

/**
 * Turns, moves, scales and shears by random amounts about `center` (default: the middle); the canvas keeps its size.
 *
 * - `degrees`: drawn evenly from −degrees to degrees, or from [least, most]; clockwise.
 * - `translate`: [a, b] moves by up to a · width to either side and b · height up or down, whole pixels; default none.
 * - `scale`: a factor drawn evenly from [least, most]; default 1.
 * - `shear`: x draws an angle along x from −x to x, [least, most] from there, and four numbers are [least, most] along x
 *   and [least, most] along y, in degrees; default none.
 *
 * Draws `{ degrees, translate, scale, shear }`, what `affine` takes. Masks, boxes and keypoints move along. A lower
 * intensity brings all of them nearer to what changes nothing, angles from the side that is nearest to no turn, and moves
 * a picture that repeats (border "wrap") by less than half of it.
 */
export const randomAffine = defineImageTransform({
  name: "randomAffine",
  summary: "Turns, moves, scales and shears by random amounts.",
  options: z.strictObject({
    degrees: z
      .union([z.number().min(0), z.tuple([z.number(), z.number()]).refine(isOrdered)])
      .describe("a number of degrees from 0, or [least, most]"),
    translate: z
      .tuple([share, share])
      .default([0, 0])
      .describe("[share of the width, share of the height], between 0 and 1"),
    scale: z
      .tuple([factor, factor])
      .refine(isOrdered)
      .default([1, 1])
      .describe("[least, most] factor, above 0, least first"),
    shear: z
      .union([
        shearAngle.min(0),
        shearRange,
        z.tuple([shearAngle, shearAngle, shearAngle, shearAngle]).refine(([a, b, c, d]) => a <= b && c <= d),
      ])
      .default(0)
      .describe(
        "degrees from 0 and below 90, [least, most] between -90 and 90, or [least, most] along x and then along y",
      ),
    center,
    ...outside,
  }),
  positional: "degrees",
  changes: ({ degrees, translate, scale, shear }) => [
    ...turnChanges(...bothSides(degrees)),
    ...(scale[0] === 1 && scale[1] === 1 ? [] : (["scale"] as const)),
    ...(isStill(translate) ? [] : (["position"] as const)),
    ...(isStill(shear) ? [] : (["aspectRatio"] as const)),
  ],
  evaluation: "nothing",
  intensity: (options, intensity) => {
    const about = (neutral: number) => (value: number) => neutral + (value - neutral) * intensity;
    const { degrees, translate, scale, shear, border } = options;
    // A picture that repeats is back at its place after its own length: beyond half of it the way is shorter again.
    const most = border === "wrap" && intensity < 1 ? 0.5 : 1;
    return {
      ...options,
      degrees: towardsNoTurn(degrees, 360, intensity),
      translate: shrink(translate, (value) => Math.min(value, most) * intensity),
      scale: shrink(scale, about(1)),
      shear: shrink(shear, about(0)),
    };
  },
  kinds: ["image", "mask"],
  draw: (random, outline, { degrees, translate, scale, shear }) => {
    const { width, height } = canvasOf(outline);
    const [alongX, alongY] = shearRanges(shear);
    // All are drawn whatever is given, so that one option does not move another's draw.
    return {
      degrees: random.uniform(...bothSides(degrees)),
      translate: [wholePixels(random, translate[0] * width), wholePixels(random, translate[1] * height)] as const,
      scale: random.uniform(...scale),
      shear: [random.uniform(...alongX), random.uniform(...alongY)] as const,
    };
  },
  effect: ({ shear, ...drawn }, { center: about, ...options }) => {
    const affinity = { ...drawn, slopes: slopesOf(shear), center: about };
    return { family: "geometry", steps: (canvas) => affineSteps(canvas, affinity, samplingOf(options)) };
  },
});

function bothSides(given: number | Range): Range {
  return typeof given === "number" ? [-given, given] : given;
}

function shearRanges(given: number | Range | readonly [number, number, number, number]): readonly [Range, Range] {
  if (typeof given !== "number" && given.length === 4)
    return [
      [given[0], given[1]],
      [given[2], given[3]],
    ];
  return [bothSides(given as number | Range), [0, 0]];
}

function wholePixels(random: Random, most: number): number {
  // Adding zero makes −0 the 0 that JSON has.
  return roundHalfEven(random.uniform(-most, most)) + 0;
}

/** Every number of an option brought nearer to what changes nothing. */
function shrink<Given extends number | readonly number[]>(given: Given, nearer: (value: number) => number): Given {
  return (typeof given === "number" ? nearer(given) : given.map(nearer)) as Given;
}
