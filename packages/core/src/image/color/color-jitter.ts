import { z } from "zod";
import type { ColorOperation } from "../../kernels/color.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { compat } from "./compat.ts";

const strength = z
  .union([z.number().min(0), z.tuple([z.number().min(0), z.number().min(0)]).refine(([low, high]) => low <= high)])
  .optional()
  .describe("a number from 0 (factors 1 − x to 1 + x), or [least, most] factor");

const hueShare = z.number().min(-0.5).max(0.5);
const hueStrength = z
  .union([z.number().min(0).max(0.5), z.tuple([hueShare, hueShare]).refine(([low, high]) => low <= high)])
  .optional()
  .describe("a number between 0 and 0.5 (shifts of −x to x), or [least, most] between -0.5 and 0.5");

type Strength = number | [number, number] | undefined;

const names = ["brightness", "contrast", "saturation", "hue"] as const;

/**
 * Changes brightness, contrast, saturation and hue by random factors, in random order, as torchvision's ColorJitter.
 * A number x draws factors evenly from max(0, 1 − x) to 1 + x; for hue, shifts from −x to x. What is not given stays.
 * Draws `{ order, factors }`.
 *
 * `compat` (default "torchvision") says whose bytes come out: it is that of `adjustContrast`, `adjustSaturation` and
 * `adjustHue`. "pillow" is what torchvision's ColorJitter makes of PIL images, "opencv" is Albumentations' ColorJitter.
 * Brightness is the same in all three.
 */
export const colorJitter = defineImageTransform({
  name: "colorJitter",
  summary: "Changes brightness, contrast, saturation and hue at random.",
  options: z.strictObject({
    brightness: strength,
    contrast: strength,
    saturation: strength,
    hue: hueStrength,
    compat: compat("pillow", "opencv"),
  }),
  changes: ({ brightness, contrast, saturation, hue }) => [
    ...(saturation === undefined && hue === undefined ? [] : (["color"] as const)),
    ...(brightness === undefined && contrast === undefined ? [] : (["brightness"] as const)),
  ],
  evaluation: "nothing",
  intensity: ({ brightness, contrast, saturation, hue, compat }, intensity) => ({
    compat,
    ...present("brightness", shrink(brightness, 1, intensity)),
    ...present("contrast", shrink(contrast, 1, intensity)),
    ...present("saturation", shrink(saturation, 1, intensity)),
    ...present("hue", shrink(hue, 0, intensity)),
  }),
  kinds: ["image"],
  draw: (random, _outline, options) => {
    const order = random.permutation(names.length);
    const factors = names.map((name) => drawFactor(random, options[name], name === "hue" ? 0 : 1));
    return { order, factors };
  },
  effect: ({ order, factors }, { compat }) => {
    const operations: ColorOperation[] = [];
    for (const position of order) {
      const factor = factors[position] ?? null;
      const operation = names[position];
      if (factor === null || operation === undefined) continue;
      operations.push(operation === "brightness" ? { operation, factor } : { operation, factor, compat });
    }
    return operations.length === 0 ? undefined : { family: "color", operations };
  },
});

/** A factor about `neutral`, or null where nothing is to change. Every name draws, so that one option does not move another's draw. */
function drawFactor(random: Random, given: Strength, neutral: 0 | 1): number | null {
  const drawn = random.next();
  if (given === undefined) return null;
  const [low, high] =
    typeof given === "number" ? [neutral === 1 ? Math.max(0, 1 - given) : -given, neutral + given] : given;
  return low + (high - low) * drawn;
}

function shrink(given: Strength, neutral: 0 | 1, intensity: number): Strength {
  if (given === undefined) return undefined;
  if (typeof given === "number") return given * intensity;
  return [neutral + (given[0] - neutral) * intensity, neutral + (given[1] - neutral) * intensity];
}

function present<Name extends string>(name: Name, value: Strength): { [Key in Name]?: number | [number, number] } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: number | [number, number] };
}
