import type { KindName, LoaderSchema } from "@millrace/core";
import { type Column, kindNamed, typeText } from "@millrace/core/engine";

/** The names of the fields of one kind. */
export function fieldsOf(schema: LoaderSchema, wanted: KindName): readonly string[] {
  return schema.filter(({ kind }) => kind === wanted).map(({ name }) => name);
}

/** The names of the fields that hold images, clips among them. */
export function imagesOf(schema: LoaderSchema): readonly string[] {
  return schema.filter(({ kind }) => kindNamed(kind).picture?.annotates === false).map(({ name }) => name);
}

/**
 * A batch after its batch transform, its fields in the order of the schema.
 *
 * @throws TypeError where the transform made something else of a field than it says in its `schema`.
 */
export function checkMixed(
  transform: string,
  schema: LoaderSchema,
  columns: Readonly<Record<string, Column>>,
): Record<string, Column> {
  const strange = Object.keys(columns).find((name) => !schema.some((field) => field.name === name));
  if (strange !== undefined) throw undeclared(transform, strange, "is new");
  const ordered: Record<string, Column> = {};
  for (const { name, dtype, shape } of schema) {
    const column = columns[name];
    if (column === undefined) throw undeclared(transform, name, "is gone");
    if ("dtype" in column) {
      const sizes = column.shape.slice(1);
      const fits = sizes.length === shape.length && shape.every((size, i) => size === -1 || size === sizes[i]);
      if (column.dtype !== dtype || !fits) {
        throw undeclared(transform, name, `is ${typeText(column.dtype, sizes)} and not ${typeText(dtype, shape)}`);
      }
    }
    ordered[name] = column;
  }
  return ordered;
}

function undeclared(transform: string, field: string, what: string): TypeError {
  return new TypeError(
    `${transform}: the field "${field}" ${what} after it, which it does not say; let its schema function return what comes out`,
  );
}
