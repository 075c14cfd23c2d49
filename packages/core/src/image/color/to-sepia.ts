import { z } from "zod";
import { defineImageTransform } from "../define.ts";

/** The customary tone: what red, green and blue become of red, green and blue. */
const sepia = [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131];

/**
 * Tones the picture like an old photograph: all colors become weighted sums of the three, rounded and cut at white. Bytes
 * of Albumentations' ToSepia. Alpha stays, and so do images of 1 and 2 channels.
 */
export const toSepia = defineImageTransform({
  name: "toSepia",
  summary: "Tones the picture like an old photograph.",
  options: z.strictObject({}),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: () => ({ family: "color", operations: [{ operation: "matrix", weights: sepia }] }),
});
