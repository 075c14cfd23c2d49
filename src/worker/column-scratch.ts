import type { ColumnContext, TensorType } from "@millrace/core";
import { bytesPerNumber, tensorView } from "@millrace/core/engine";
import type { Shelf } from "./shelf.ts";

/** Memory on a shelf for the columns of a batch on their way; see `ColumnContext.allocate`. */
export function allocateOn(shelf: Shelf): ColumnContext["allocate"] {
  return <Type extends TensorType>(dtype: Type, length: number) => {
    if (!(Number.isInteger(length) && length >= 0)) {
      throw new RangeError(`allocate takes a whole number of values from 0, got ${length}`);
    }
    const bytes = length * bytesPerNumber(dtype);
    // Numbers begin at multiples of their size, and a place on a shelf begins anywhere.
    const { buffer, byteOffset } = shelf.take(bytes + 7);
    return tensorView(dtype, buffer, Math.ceil(byteOffset / 8) * 8, length);
  };
}
