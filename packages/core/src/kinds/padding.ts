import { OptionError } from "../check.ts";
import type { KindName } from "./names.ts";
import { isPadding, type Padding } from "./row-collate.ts";
import type { FieldSchema, LoaderSchema } from "./schema.ts";

/** The axes of one sample that are filled up. */
export function paddedAxes(how: Padding): readonly number[] {
  return "pad" in how ? how.pad.axes : [0];
}

/** The length that the schema says of a filled axis; −1 where batches differ. */
export function statedLength(how: Padding): number {
  return "pad" in how ? -1 : how.padTo;
}

/**
 * The length to which all samples of a batch are filled up.
 *
 * @param lengths those of the samples.
 * @throws RangeError for a sample that is longer than is allowed.
 */
export function paddedLength(field: string, how: Padding, lengths: ArrayLike<number>, items = "rows"): number {
  const most = "pad" in how ? (how.pad.max ?? Number.POSITIVE_INFINITY) : how.padTo;
  let longest = 0;
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i] as number;
    if (length > most) {
      const limit = "pad" in how ? `pad({ max: ${most} }) allows` : `padTo(${most}) holds`;
      throw new RangeError(
        `the field "${field}" of sample ${i} of the batch has ${length} ${items}, more than ${limit}; raise it, or collate "ragged"`,
      );
    }
    longest = Math.max(longest, length);
  }
  if (!("pad" in how)) return how.padTo;
  return Math.ceil(longest / how.pad.multipleOf) * how.pad.multipleOf;
}

/** The name of the field that says what of another was there. */
export function maskName(field: string): string {
  return `${field}Mask`;
}

/**
 * A schema with the masks that are asked for, each behind its field.
 *
 * @throws OptionError for a mask that has the name of another field.
 */
export function withMasks(schema: LoaderSchema): LoaderSchema {
  const whole: FieldSchema[] = [];
  for (const field of schema) {
    const { name, collate, shape } = field;
    whole.push(field);
    if (!isPadding(collate) || collate.mask !== true) continue;
    const mask = maskName(name);
    if (schema.some((other) => other.name === mask)) {
      throw new OptionError(
        `collate: the mask of the field "${name}" is called "${mask}", and so is another field; name that otherwise`,
      );
    }
    const kind: KindName = "tensor";
    const sizes = paddedAxes(collate).map((axis) => shape[axis] as number);
    whole.push({ name: mask, kind, dtype: "bool", shape: sizes, maskOf: name });
  }
  return whole;
}
