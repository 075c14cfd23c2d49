import type { MaskPixels, Pixels, Sample } from "../fields/index.ts";
import { convert } from "../kernels/convert.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { Raster } from "../kernels/raster.ts";
import { kindNamed } from "../kinds/index.ts";
import { canvasOf, type Outline } from "../outline.ts";

/** An image or a mask at the end of a policy, in kernel memory. */
export interface FinishedImage {
  readonly kind: "image" | "mask";
  readonly raster: Raster;
  /** A last conversion to floats that is left to whoever writes the pixels out, so that it costs no pass of its own. */
  readonly conversion?: { readonly scale: readonly number[]; readonly bias: readonly number[] };
}

/** A sample at the end of its policy. Valid only while the arena is held: until the consumer returns. */
export interface FinishedSample {
  readonly outline: Outline;
  readonly images: Readonly<Record<string, FinishedImage>>;
}

/** The fields of an outline that are no pixels, as values: boxes and points. */
export function annotationFields(outline: Outline): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const canvas = () => canvasOf(outline);
  for (const [name, field] of Object.entries(outline.fields)) {
    const finish = kindNamed(field.kind).spatial?.finish;
    if (finish !== undefined) fields[name] = finish(field, canvas);
  }
  return fields;
}

/** The sample as plain values outside of kernel memory, its fields in their first order. */
export function materialize(memory: KernelMemory, finished: FinishedSample, order: readonly string[]): Sample {
  const annotations = annotationFields(finished.outline);
  const sample: Sample = {};
  for (const name of order) {
    const image = finished.images[name];
    if (image !== undefined) sample[name] = copyOut(memory, image);
    else sample[name] = annotations[name] ?? finished.outline.others[name];
  }
  return sample;
}

function copyOut(memory: KernelMemory, { kind, raster, conversion }: FinishedImage): Pixels | MaskPixels {
  const { width, height, channels } = raster;
  const count = width * height * channels;
  if (kindNamed(kind).picture?.annotates === true) {
    const data =
      raster.type === "uint16"
        ? new Uint16Array(memory.memory.buffer, raster.pointer, count).slice()
        : memory.bytesAt(raster.pointer, count).slice();
    return { kind: "mask", width, height, data };
  }
  let { pointer, type } = raster;
  if (conversion !== undefined) {
    const scale = [...conversion.scale];
    pointer = convert(memory, raster, { type: "float32", layout: "NHWC", scale, bias: [...conversion.bias] });
    type = "float32";
  }
  const data = type === "float32" ? memory.floatsAt(pointer, count).slice() : memory.bytesAt(pointer, count).slice();
  return { kind: "image", width, height, channels, data };
}
