import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { inverting } from "./point-operations.ts";

/** Inverts all levels, 255 − x, of 16 bits 65535 − x. Alpha stays. Bytes of torchvision's `invert`. */
export const invert = defineImageTransform({
  name: "invert",
  summary: "Inverts all levels.",
  options: z.strictObject({}),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: () => ({ family: "color", operations: [inverting] }),
});
