import { z } from "zod";
import { defineImageTransform } from "../define.ts";

/** Bytes 0–255 to floats 0–1. An image that holds floats stays as it is. */
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
      scale: new Array<number>(channels).fill(type === "uint8" ? 1 / 255 : 1),
      bias: new Array<number>(channels).fill(0),
    }),
  }),
});
