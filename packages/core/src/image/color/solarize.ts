import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { threshold } from "../options.ts";
import { solarizing } from "./point-operations.ts";

/**
 * Inverts levels of at least `threshold`, 0 to 255: 0 inverts all. On 16 bits the threshold counts 257 times. Alpha stays.
 * Bytes of torchvision's `solarize`.
 */
export const solarize = defineImageTransform({
  name: "solarize",
  summary: "Inverts the levels from a threshold on.",
  options: z.strictObject({ threshold }),
  positional: "threshold",
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({ family: "color", operations: [solarizing(options.threshold)] }),
});
