import { z } from "zod";
import { exp, log } from "../../kernels/math.ts";
import { countPhotons } from "../../kernels/pixel/noise.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const scaleOption = z.number().min(0.001).max(10);

/** Of a screen: light is the level to this power. */
const gamma = 2.2;

function power(base: number, exponent: number): number {
  return base === 0 ? 0 : exp(exponent * log(base));
}

/**
 * Noise of light that is counted photon by photon (Albumentations' ShotNoise), with probability `p` (default 0.5): levels
 * become light (to the power 2.2), a Poisson number of the mean light / `scale` takes its place, times the scale, and goes
 * back. `scale` is the light of one photon, 0.001 to 10, full brightness being 1 (one number or [least, most]). Default
 * [0.002, 0.01], which is noise of about a fiftieth to a twentieth of full brightness; Albumentations' [0.1, 0.3] leaves
 * little of a dark picture. Takes bytes of any number of channels; alpha stays. Draws `{ scale, seed }`, or null.
 */
export const shotNoise = defineImageTransform({
  name: "shotNoise",
  summary: "Adds the noise of light that is counted photon by photon.",
  options: z.strictObject({
    scale: rangeOf(scaleOption).default([0.002, 0.01]).describe("a number between 0.001 and 10, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["texture", "detail"],
  evaluation: "nothing",
  intensity: ({ scale, p }, intensity) => {
    const [low, high] = towards(0, scale, intensity);
    const range: [number, number] = [Math.max(0.001, low), Math.max(0.001, high)];
    return { scale: range, p: p * intensity };
  },
  kinds: ["image"],
  draw: (random, _outline, { scale, p }) =>
    random.chance(p) ? { scale: drawFrom(random, scale), seed: drawSeed(random) } : null,
  effect: (drawn) => {
    if (drawn === null) return undefined;
    const { scale, seed } = drawn;
    return {
      family: "pixel",
      run: (memory, source) =>
        countPhotons(
          memory,
          source,
          {
            rate: (level) => power(level / 255, gamma) / scale + 1e-6,
            level: (count) => Math.round(255 * power(Math.min(1, count * scale), 1 / gamma)),
            last: Math.ceil(1 / scale),
          },
          seed,
        ),
    };
  },
});
