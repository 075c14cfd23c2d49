import { type ColumnTable, classLabel, columnTable, type Dataset, pixels } from "millrace";

const size = 28 * 28;

/** Pipeline (f): grey images of 28 × 28 in memory; each worker has its own copy, as torch's workers have. */
export function smallArrays({ samples }: { samples: number }): Dataset {
  const bytes = randomBytes(samples);
  return {
    length: samples,
    get: (index) => ({
      image: pixels(bytes.subarray(index * size, (index + 1) * size), 28, 28, 1),
      label: classLabel(index % 10),
    }),
  };
}

/** The same as columns of a table, which workers read a batch at a time and hold once. */
export function smallTable({ samples }: { samples: number }): ColumnTable {
  const label = Int32Array.from({ length: samples }, (_, index) => index % 10);
  return columnTable({ image: { values: randomBytes(samples), width: size }, label });
}

/** Any bytes do; a linear congruential generator is enough. */
function randomBytes(samples: number): Uint8Array {
  const bytes = new Uint8Array(samples * size);
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
