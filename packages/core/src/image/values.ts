import { z } from "zod";
import { requireValues } from "../kernels/erase.ts";

/** One value for all channels or one each, in the unit that pixels have where the transform stands. */
export const valueList = z.union([z.number(), z.array(z.number()).min(1)]);

/**
 * Holds such values to an image.
 *
 * @throws RangeError when they do not fit its channels or its type, with the option's name.
 */
export function requireLevels(
  option: string,
  value: number | readonly number[],
  image: { readonly channels: number; readonly type: string },
): void {
  const values = typeof value === "number" ? [value] : value;
  try {
    requireValues(values, image);
  } catch (cause) {
    throw cause instanceof RangeError ? new RangeError(cause.message.replace(/\bvalue\b/, option)) : cause;
  }
}
