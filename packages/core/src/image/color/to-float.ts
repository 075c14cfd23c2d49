import { z } from "zod";
import { fullScale } from "../../kernels/raster.ts";
import { defineImageTransform } from "../define.ts";

/** Bytes 0–255, or 16-bit values 0–65535, to floats 0–1. An image that holds floats stays as it is. */
export const toFloat = defineImageTransform({
  name: "toFloat",
  summary: "Scales bytes to floats between 0 and 1.",
  options: z.strictObject({}),
  changes: [],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  result: "float32",
  draw: () => null,
  effect: () => ({
    family: "float",
    coefficients: (channels, type) => ({
      scale: new Array<number>(channels).fill(1 / fullScale[type]),
      bias: new Array<number>(channels).fill(0),
    }),
  }),
});
