import type { PixelData, Pixels } from "./fields/index.ts";
import { type KernelMemory, kernelMemory } from "./kernels/memory.ts";
import type { ElementType } from "./kernels/raster.ts";

/**
 * A decoded image that lies in kernel memory: transforms read it where it is, and nothing is copied in. It is `Pixels` like
 * any other. Give it back with `release`, or with `using`; one that is dropped is given back when it is collected.
 *
 * `data` is a view of that memory, made afresh when the memory has grown: ask for it when you need it, and do not hold it.
 */
export class KeptPixels implements Pixels {
  readonly kind = "image";
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly type: ElementType;
  readonly #memory: KernelMemory;
  #pointer: number | undefined;
  #view: PixelData | undefined;

  constructor(
    memory: KernelMemory,
    pointer: number,
    { width, height, channels, type }: { width: number; height: number; channels: number; type: ElementType },
  ) {
    this.#memory = memory;
    this.#pointer = pointer;
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.type = type;
    dropped.register(this, { memory, pointer }, this);
  }

  /** @throws Error after `release`. */
  get data(): PixelData {
    const pointer = this.pointerIn(this.#memory) as number;
    const { buffer } = this.#memory.memory;
    if (this.#view?.buffer !== buffer) {
      const count = this.width * this.height * this.channels;
      this.#view = new arrays[this.type](buffer, pointer, count);
    }
    return this.#view;
  }

  /** Where it lies; undefined in another memory. @throws Error after `release`. */
  pointerIn(memory: KernelMemory): number | undefined {
    if (this.#pointer === undefined)
      throw new Error("these pixels were released; use them before that, or keep them anew");
    return memory === this.#memory ? this.#pointer : undefined;
  }

  /** Gives the memory back. A second call does nothing. */
  release(): void {
    if (this.#pointer === undefined) return;
    dropped.unregister(this);
    this.#memory.free(this.#pointer);
    this.#pointer = undefined;
    this.#view = undefined;
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array } as const;

const dropped = new FinalizationRegistry<{ readonly memory: KernelMemory; readonly pointer: number }>(
  ({ memory, pointer }) => memory.free(pointer),
);

/**
 * Copies a decoded image into the kernel memory of this thread, once: every transform of it is then spared the copy.
 *
 * @throws RangeError where there is no room.
 */
export function keepPixels({ width, height, channels, data }: Pixels): KeptPixels {
  const memory = kernelMemory();
  const pointer = memory.keep(data.byteLength);
  memory.bytesAt(pointer, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const type = data instanceof Float32Array ? "float32" : data instanceof Uint16Array ? "uint16" : "uint8";
  return new KeptPixels(memory, pointer, { width, height, channels, type });
}
