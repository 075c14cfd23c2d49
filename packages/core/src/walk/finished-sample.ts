import type { Sample } from "../fields/index.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import { kindNamed } from "../kinds/index.ts";
import type { Outline } from "../outline-types.ts";
import type { FinishedPicture, PixelEngine } from "./pixel-engine.ts";

/** A sample at the end of its policy. Valid only while the arena is held: until the consumer returns. */
export interface FinishedSample {
  readonly outline: Outline;
  readonly images: Readonly<Record<string, FinishedPicture>>;
}

/** Makes a value of a finished picture. */
export type TakePicture = (name: string, image: FinishedPicture) => unknown;

/** The fields of an outline that are no pixels, as values: boxes and points. */
export function annotationFields(outline: Outline): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(outline.fields)) {
    const finish = kindNamed(field.kind).spatial?.finish;
    if (finish !== undefined) fields[name] = finish(field);
  }
  return fields;
}

/**
 * The sample as plain values outside of kernel memory, its fields in their first order.
 *
 * @param pixels copies images out; undefined where there are none.
 * @param take how a picture is taken instead.
 */
export function materialize(
  memory: KernelMemory,
  { outline, images }: FinishedSample,
  order: readonly string[],
  pixels: PixelEngine | undefined,
  take: TakePicture = (_name, image) => pixels?.copyOut(memory, image),
): Sample {
  const annotations = annotationFields(outline);
  const sample: Sample = {};
  for (const name of order) {
    const image = Object.hasOwn(images, name) ? images[name] : undefined;
    if (image !== undefined) sample[name] = take(name, image);
    else sample[name] = Object.hasOwn(annotations, name) ? annotations[name] : outline.others[name];
  }
  return sample;
}

/** The fields in the order of the sample, then those that a step added. */
export function fieldOrder(
  sample: Sample,
  { outline, images }: { outline: { fields: object; others: object }; images: object },
): string[] {
  const present = new Set([...Object.keys(images), ...Object.keys(outline.fields), ...Object.keys(outline.others)]);
  return [
    ...Object.keys(sample).filter((name) => present.has(name)),
    ...[...present].filter((name) => !Object.hasOwn(sample, name)),
  ];
}
