import type { FieldSchema } from "@millrace/core";
import { isOfKind, kindNamed, kindOfAny } from "@millrace/core/engine";

/** A field that holds no pixels, and its values by row. */
interface ValueField {
  readonly field: FieldSchema;
  /** Whether a value is of the field's kind; a list of values as they are may hold anything. */
  readonly holds: (value: unknown) => boolean;
  values: unknown[];
}

/** The fields of a batch that hold no pixels. */
export class BatchValues {
  readonly #fields: readonly ValueField[];
  readonly #byName: ReadonlyMap<string, ValueField>;

  /** @param fields without those that hold pixels, and those that the batch makes by itself. */
  constructor(fields: readonly FieldSchema[], rows: number) {
    this.#fields = fields.map((field) => ({
      field,
      holds: field.dtype === "any" || field.collate === "custom" ? anything : isOfKind(field.kind),
      values: new Array(rows),
    }));
    this.#byName = new Map(this.#fields.map((one) => [one.field.name, one]));
  }

  /** @throws TypeError for a value of another kind than its field. */
  check(values: Readonly<Record<string, unknown>>): void {
    for (const { field, holds } of this.#fields) {
      if (!holds(values[field.name])) throw ofAnotherKind(field, values[field.name]);
    }
  }

  /** Whether a sample as it was read has a value for each field, of a kind that no policy is needed for. */
  areReady(sample: Readonly<Record<string, unknown>>): boolean {
    for (let i = 0; i < this.#fields.length; i++) {
      const { field, holds } = this.#fields[i] as ValueField;
      const value = sample[field.name];
      // A field that is there and undefined is told from one that is missing by who looks closer.
      if (value === undefined || !holds(value)) return false;
    }
    return true;
  }

  put(row: number, values: Readonly<Record<string, unknown>>): void {
    for (let i = 0; i < this.#fields.length; i++) {
      const one = this.#fields[i] as ValueField;
      one.values[row] = values[one.field.name];
    }
  }

  /** The values of a field, by row. */
  of(name: string): readonly unknown[] {
    return this.#byName.get(name)?.values ?? [];
  }

  /** Only these rows are there. */
  settle(rows: readonly number[]): void {
    for (const one of this.#fields) {
      const { values } = one;
      one.values = rows.map((row) => values[row]);
    }
  }
}

/** Whether all fields of a schema may be taken over as they were read, where no policy stands in between. */
export function maybeReady(schema: readonly FieldSchema[]): boolean {
  return schema.every(({ kind }) => {
    const { spatial, picture } = kindNamed(kind);
    return spatial === undefined || picture?.ready !== undefined;
  });
}

function anything(): boolean {
  return true;
}

function ofAnotherKind({ name, kind }: FieldSchema, value: unknown): TypeError {
  return new TypeError(
    `the field "${name}" is of kind ${kind} in the schema, and of kind ${kindOfAny(value)} in this sample; a field has one kind in all samples`,
  );
}
