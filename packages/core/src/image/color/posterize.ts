import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { bits } from "../options.ts";
import { posterizing } from "./point-operations.ts";

/**
 * Keeps the upper `bits` bits of each level, 0 to 8: 0 is black, 8 changes nothing, or on 16 bits cuts the lower byte. Alpha
 * stays. Bytes of torchvision's `posterize`.
 */
export const posterize = defineImageTransform({
  name: "posterize",
  summary: "Keeps the upper bits of each level.",
  options: z.strictObject({ bits }),
  positional: "bits",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({ family: "color", operations: [posterizing(options.bits)] }),
});
