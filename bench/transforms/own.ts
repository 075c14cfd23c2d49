import { augmentSync, type KeptPixels, type LeafTransform, type PixelData, type Pixels } from "@millrace/core";

/** What a pass over all pictures gave: a number that depends on every value of the last result. */
export type Pass = () => number;

/** Pictures that lie in kernel memory, results too. */
export function keptPass(transform: LeafTransform, pictures: readonly KeptPixels[]): Pass {
  return () => {
    let last = 0;
    for (let index = 0; index < pictures.length; index++) {
      const { sample } = augmentSync({ image: pictures[index] }, transform, { seed: 1, index, keep: true });
      const result = sample.image as KeptPixels;
      if (index === pictures.length - 1) last = checksum(result.data);
      result.release();
    }
    return last;
  };
}

/** Pictures of JavaScript's own memory, copied in, and results copied out, into memory that is used again where it fits. */
export function copiedPass(transform: LeafTransform, pictures: readonly Pixels[]): Pass {
  const buffers = new Map<number, PixelData>();
  return () => {
    let last = 0;
    for (let index = 0; index < pictures.length; index++) {
      const image = pictures[index] as Pixels;
      const into = buffers.get(index);
      const options = into === undefined ? {} : { into: { image: into } };
      const { sample } = augmentSync({ image }, transform, { seed: 1, index, ...options });
      const { data } = sample.image as Pixels;
      buffers.set(index, data);
      if (index === pictures.length - 1) last = checksum(data);
    }
    return last;
  };
}

function checksum(data: PixelData): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] as number;
  return Math.trunc(sum) % 1_000_000_007;
}
