import { z } from "zod";
import { fullLevel } from "../../kernels/pixel/elements.ts";
import { scatterValues } from "../../kernels/pixel/noise.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const share = z.number().min(0).max(1);

/**
 * Makes some pixels white and some black (Albumentations' SaltAndPepper), with probability `p` (default 0.5). Each pixel
 * is noise with the probability `amount` (0 to 1, default [0.01, 0.06]), and if so white with the probability
 * `saltVsPepper` (default [0.4, 0.6]), else black; ranges are drawn from once for a picture. (Albumentations fixes how many
 * pixels there are, which here varies about that number.) White is 255 on bytes, 65535 on 16 bits and 1 on floats. Takes
 * all types and numbers of channels; alpha stays. Draws `{ amount, salt, seed }`, or null.
 */
export const saltAndPepper = defineImageTransform({
  name: "saltAndPepper",
  summary: "Makes some pixels white and some black.",
  options: z.strictObject({
    amount: rangeOf(share).default([0.01, 0.06]).describe("a number between 0 and 1, or [least, most]"),
    saltVsPepper: rangeOf(share).default([0.4, 0.6]).describe("a number between 0 and 1, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["texture", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    amount: towards(0, options.amount, intensity),
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, _outline, { amount, saltVsPepper, p }) =>
    random.chance(p)
      ? { amount: drawFrom(random, amount), salt: drawFrom(random, saltVsPepper), seed: drawSeed(random) }
      : null,
  effect: (drawn) => {
    if (drawn === null) return undefined;
    const { amount, salt, seed } = drawn;
    return {
      family: "pixel",
      accepts: { types: ["uint8", "uint16", "float32"] },
      run: (memory, source) =>
        scatterValues(
          memory,
          source,
          {
            shares: [amount * salt, amount * (1 - salt)],
            first: [fullLevel[source.type]],
            second: [0],
            perChannel: false,
          },
          seed,
        ),
    };
  },
});
