import type { Boxes, Keypoints, MaskPixels, Pixels, Sample } from "../fields/index.ts";
import { boxesField } from "../image/engine/boxes.ts";
import { keypointsField } from "../image/engine/keypoints.ts";
import { convert } from "../kernels/convert.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { Raster } from "../kernels/raster.ts";
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

/** The boxes and points of an outline as fields. */
export function annotationFields(outline: Outline): Record<string, Boxes | Keypoints> {
  const fields: Record<string, Boxes | Keypoints> = {};
  for (const [name, field] of Object.entries(outline.fields)) {
    if (field.kind === "boxes") fields[name] = boxesField(field, canvasOf(outline));
    else if (field.kind === "keypoints") fields[name] = keypointsField(field);
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
  if (kind === "mask") {
    const data =
      raster.type === "uint16"
        ? new Uint16Array(memory.memory.buffer, raster.pointer, count).slice()
        : memory.bytesAt(raster.pointer, count).slice();
    return { kind, width, height, data };
  }
  let { pointer, type } = raster;
  if (conversion !== undefined) {
    const scale = [...conversion.scale];
    pointer = convert(memory, raster, { type: "float32", layout: "NHWC", scale, bias: [...conversion.bias] });
    type = "float32";
  }
  const data = type === "float32" ? memory.floatsAt(pointer, count).slice() : memory.bytesAt(pointer, count).slice();
  return { kind, width, height, channels, data };
}
