import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { light } from "./light.ts";
import { lighting } from "./temperatures.ts";

/**
 * Colors the picture as light of a fixed temperature does: red and blue are multiplied by what that light has of them for
 * each part of green. 3000 kelvin is warm and red, 15,000 cold and blue; between them lies what about changes nothing, 6500
 * for `"blackbody"`. `mode` is the light: of a black body (default), or of daylight (`"cied"`, from 4000 kelvin on). Alpha
 * stays. Tables and arithmetic of Albumentations' PlanckianJitter.
 *
 * @throws RangeError for images of other than 3 or 4 channels.
 */
export const adjustTemperature = defineImageTransform({
  name: "adjustTemperature",
  summary: "Colors the picture as light of a fixed temperature does.",
  options: z.strictObject({
    kelvin: z.number().min(3000).max(15000).describe("a temperature between 3000 and 15000"),
    mode: light,
  }),
  positional: "kelvin",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, { kelvin, mode }) => lighting(kelvin, mode),
});
