import type { KernelMemory } from "./memory.ts";
import { fullScale, type Raster } from "./raster.ts";

type Filled = Pick<Raster, "channels" | "type">;

/** Puts a fill on the arena as one pixel. Throws a RangeError where it has not a value for each channel. */
export function writePixel(memory: KernelMemory, shape: Filled, fill: readonly number[]): number {
  const values = within(shape, fill);
  const pointer = memory.allocate(values.length * 4 + 16);
  const { buffer } = memory.memory;
  if (shape.type === "uint8") new Uint8ClampedArray(buffer, pointer, values.length).set(values);
  else if (shape.type === "uint16") new Uint16Array(buffer, pointer, values.length).set(values.map(Math.round));
  else new Float32Array(buffer, pointer, values.length).set(values);
  return pointer;
}

/** Puts a fill on the arena as an f32 for each channel, with room for a whole vector. Throws as {@link writePixel}. */
export function writeFloats(memory: KernelMemory, shape: Filled, fill: readonly number[]): number {
  const values = within(shape, fill);
  const pointer = memory.allocate(values.length * 4 + 16);
  memory.floatsAt(pointer, values.length).set(values);
  return pointer;
}

function within({ channels, type }: Filled, fill: readonly number[]): number[] {
  if (fill.length !== channels) throw new RangeError(`fill has ${fill.length} numbers for ${channels} channels`);
  return fill.map((value) => (type === "float32" ? value : Math.min(fullScale[type], Math.max(0, value))));
}
