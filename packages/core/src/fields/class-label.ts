/** A class by its number; batches hold it as int32, or as soft rows after `mixUp`. */
export interface ClassLabel {
  readonly kind: "label";
  readonly index: number;
}

/** The class by name where names are known. The dataset's `classes` give the number. */
export interface NamedClassLabel {
  readonly kind: "label";
  readonly name: string;
}

/**
 * A class label.
 *
 * @param value the class's number from 0 to 2³¹ − 1, or its name, which the loader looks up in the dataset's `classes`.
 * @throws RangeError for a number that is not whole, or out of range.
 */
export function classLabel(value: number): ClassLabel;
export function classLabel(value: string): NamedClassLabel;
export function classLabel(value: number | string): ClassLabel | NamedClassLabel {
  if (typeof value === "string") return { kind: "label", name: value };
  if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
    throw new RangeError(`classLabel: the class must be a whole number from 0 or a name, got ${String(value)}`);
  }
  return { kind: "label", index: value };
}
