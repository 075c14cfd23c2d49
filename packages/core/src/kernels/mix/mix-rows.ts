import type { KernelMemory } from "../memory.ts";
import { mixKernels } from "./module.ts";

/** Bytes that go through kernel memory at a time: two rows' and their mixture's lie in the first-level cache together. */
const blockBytes = 8 * 1024;

/** Elements that can be mixed. */
export type Mixable = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Mixes a row with another one: `share` of the row itself, the rest of the other. Rows are counted in elements. */
export type MixRow = (target: number, other: Mixable, otherStart: number, length: number, share: number) => void;

/**
 * Makes ready to mix rows of an array in place: share · row + (1 − share) · other, both factors and every step rounded to
 * f32, bytes then half to even (torchvision's arithmetic for floats, timm's for bytes). The arena holds what the result
 * works with; the caller gives it back.
 */
export function rowMixer(memory: KernelMemory, data: Mixable): MixRow {
  const size = data.BYTES_PER_ELEMENT;
  const block = blockBytes / size;
  const own = memory.allocate(blockBytes);
  const its = memory.allocate(blockBytes);
  const kernels = mixKernels(memory);
  const mix = data instanceof Float32Array ? kernels.mixFloats : kernels.mixBytes;
  return (target, other, otherStart, length, share) => {
    const [first, second] =
      data instanceof Float32Array
        ? [memory.floatsAt(own, block), memory.floatsAt(its, block)]
        : [memory.bytesAt(own, block), memory.bytesAt(its, block)];
    for (let done = 0; done < length; done += block) {
      const count = Math.min(block, length - done);
      const part = data.subarray(target + done, target + done + count);
      first.set(part);
      second.set(other.subarray(otherStart + done, otherStart + done + count));
      mix(own, its, count, share, 1 - share, own);
      part.set(count === block ? first : first.subarray(0, count));
    }
  };
}
