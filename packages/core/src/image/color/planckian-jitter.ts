import { z } from "zod";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { light } from "./light.ts";
import { lighting } from "./temperatures.ts";

/** The temperature that both halves of the range meet at, and how often the warmer one is drawn. */
const white = 6000;
const warmShare = 0.4;

const warm = z.number().min(3000).max(white);
const cold = z.number().min(white).max(15000);

/**
 * Colors the picture as light of a random temperature does, with probability `p` (default 0.5). `samplingMethod` "uniform"
 * (default) draws a temperature below 6000 kelvin in 4 of 10 cases and one above in 6, each evenly from its part of
 * `temperatureLimit` (default [3000, 15000]); "gaussian" draws normally about 6000, with a third of each part as its
 * deviation. `mode` is the light, `"blackbody"` (default) or `"cied"`, daylight, which begins at 4000: below it is as there.
 * Alpha stays. Albumentations' PlanckianJitter. Does what `adjustTemperature` does. Draws `{ kelvin }`, a whole number, or
 * null. A lower intensity makes it rarer.
 *
 * @throws RangeError for images of other than 3 or 4 channels.
 */
export const planckianJitter = defineImageTransform({
  name: "planckianJitter",
  summary: "Colors the picture as light of a random temperature does, with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    mode: light,
    temperatureLimit: z
      .tuple([warm, cold])
      .optional()
      .describe("[least, most] kelvin, least between 3000 and 6000, most between 6000 and 15000"),
    samplingMethod: z.enum(["uniform", "gaussian"]).default("uniform").describe('"uniform" or "gaussian"'),
  }),
  changes: ({ p }) => (p === 0 ? [] : ["color"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p, mode, temperatureLimit, samplingMethod }) => {
    if (!random.chance(p)) return null;
    const limits = temperatureLimit ?? [mode === "cied" ? 4000 : 3000, 15000];
    return { kelvin: drawTemperature(random, limits, samplingMethod === "gaussian") };
  },
  effect: (drawn, { mode }) => (drawn === null ? undefined : lighting(drawn.kelvin, mode)),
});

function drawTemperature(random: Random, [least, most]: readonly [number, number], isNormal: boolean): number {
  const isWarm = random.chance(warmShare);
  const way = (isWarm ? least : most) - white;
  const drawn = white + (isNormal ? (way / 3) * Math.abs(random.normal()) : way * random.next());
  return Math.trunc(Math.min(most, Math.max(least, drawn)));
}
