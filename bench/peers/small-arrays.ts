import { classLabel, type Dataset, pixels } from "millrace";

/** Pipeline (f): grey images of 28 × 28 in memory; each worker has its own copy, as torch's workers have. */
export function smallArrays({ samples }: { samples: number }): Dataset {
  const size = 28 * 28;
  const bytes = new Uint8Array(samples * size);
  // Any bytes do; a linear congruential generator is enough.
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return {
    length: samples,
    get: (index) => ({
      image: pixels(bytes.subarray(index * size, (index + 1) * size), 28, 28, 1),
      label: classLabel(index % 10),
    }),
  };
}
