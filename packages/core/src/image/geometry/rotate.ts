import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { outside, samplingOf } from "../options.ts";
import { rotationSteps } from "./rotation.ts";
import { turnChanges } from "./turn-changes.ts";

/** Turns by a fixed angle about the middle, counter-clockwise in degrees. With `expand` the canvas grows to hold all of it. */
export const rotate = defineImageTransform({
  name: "rotate",
  summary: "Turns by a fixed angle, counter-clockwise in degrees.",
  options: z.strictObject({
    degrees: z.number().describe("a finite number of degrees"),
    expand: z.boolean().default(false).describe("true or false"),
    ...outside,
  }),
  positional: "degrees",
  changes: ({ degrees }) => turnChanges(degrees, degrees),
  canvas: ({ expand }) => (expand ? "varies" : undefined),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { degrees, expand, ...beyond }) => ({
    family: "geometry",
    steps: (canvas) => rotationSteps(canvas, degrees, { expand, ...samplingOf(beyond) }),
  }),
});
