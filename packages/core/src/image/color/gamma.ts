import type { ColorOperation } from "../../kernels/color-operation.ts";
import { exp, log } from "../../kernels/math.ts";

/** The share that torchvision multiplies with on the way back to whole numbers, less than a level above the greatest. */
const almostOne = 0.999;

/** gain · (x / most) ^ gamma, cut to 0 … 1; rounded to f32 where torchvision's is. */
export function gammaCurve(gamma: number, gain: number): ColorOperation {
  const single = Math.fround(gamma);
  return {
    operation: "curve",
    curve: (value, most) => {
      const raised = Math.fround(power(Math.fround(value / most), single));
      const share = gain === 1 ? raised : Math.min(1, Math.fround(raised * Math.fround(gain)));
      // f32 is too coarse for 16 bits: the greatest level would be one beyond the last.
      return most === 255 ? Math.fround(share * Math.fround(255 + almostOne)) : share * (most + almostOne);
    },
  };
}

function power(base: number, exponent: number): number {
  if (base === 0) return exponent === 0 ? 1 : 0;
  return exp(exponent * log(base));
}
