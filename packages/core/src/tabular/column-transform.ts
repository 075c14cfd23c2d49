import type { z } from "zod";
import { OptionError, parseOptions, show } from "../check.ts";
import { type KnownFactory, register } from "../policy/registry.ts";
import type { TensorType, TypedArrayOf } from "../tensor.ts";
import { changesOf, type Definition, type JsonObject, type Named } from "../transform.ts";
import type { CellRandom } from "./cell-random.ts";
import type { ColumnBatch } from "./column-batch.ts";

/** What a column transform works with. */
export interface ColumnContext {
  /** The random numbers of the cells of a column; another name, another stream. */
  cells(column: string): CellRandom;
  /**
   * Memory for values, not cleared: it may be written again when the batch is finished. What a transform returns may lie
   * in it; what it was given must stay as it is.
   */
  allocate<Type extends TensorType>(dtype: Type, length: number): TypedArrayOf[Type];
}

/** A transform of columns: all rows of a batch at once, and what it does to a row depends on that row alone. */
export interface ColumnLeaf extends Named {
  readonly type: "columns";
  readonly combines?: never;
  /** The columns after it; those that it leaves alone may be the same objects. */
  apply(batch: ColumnBatch, context: ColumnContext): ColumnBatch;
  rebuild(given: JsonObject): ColumnLeaf;
}

/** Column transforms one after another. */
export interface ColumnSequence extends Named {
  readonly type: "columns";
  readonly combines: true;
  readonly children: readonly ColumnTransform[];
  rebuild(children: readonly ColumnTransform[], given?: JsonObject): ColumnSequence;
}

/** A transform of columns, or several in a row. */
export type ColumnTransform = ColumnLeaf | ColumnSequence;

interface ColumnDescription<Schema extends z.ZodObject> extends Definition<Schema> {
  /** The module that exports the factory under `name`; needed where the transform is not one of Millrace's own and runs in workers. */
  readonly module?: string;
  readonly apply: (batch: ColumnBatch, context: ColumnContext, options: z.output<Schema>) => ColumnBatch;
}

/** Makes a column transform of its options. @throws OptionError for options that are not what they have to be. */
export interface ColumnFactory<Schema extends z.ZodObject> {
  (
    ...values: Record<never, never> extends z.input<Schema> ? [options?: z.input<Schema>] : [options: z.input<Schema>]
  ): ColumnLeaf;
  readonly definition: Definition<Schema>;
  readonly columns: true;
}

/**
 * Makes the factory of a column transform from its description. Options are validated when the factory is called.
 *
 * @example
 * export const scale = defineColumnTransform({
 *   module: import.meta.url,
 *   name: "scale",
 *   summary: "Multiplies a column.",
 *   options: z.strictObject({ column: z.string().describe("a column"), by: z.number().describe("a number") }),
 *   changes: [],
 *   evaluation: "same",
 *   intensity: "fixed",
 *   apply: ({ length, columns }, context, { column, by }) => {
 *     const values = context.allocate("float32", length);
 *     for (let row = 0; row < length; row++) values[row] = Number(columns[column].values[row]) * by;
 *     return { length, columns: { ...columns, [column]: { dtype: "float32", width: 1, values } } };
 *   },
 * });
 */
export function defineColumnTransform<Schema extends z.ZodObject>(
  description: ColumnDescription<Schema>,
): ColumnFactory<Schema> {
  const { name, options: schema, module } = description;
  const factory = (given: unknown = {}, ...rest: readonly unknown[]): ColumnLeaf => {
    if (rest.length > 0) throw new OptionError(`${name} takes (options), got ${show(rest[0])} beside them`);
    const options = parseOptions(name, schema, given);
    return {
      type: "columns",
      name,
      definition: description as unknown as Definition,
      given: given as JsonObject,
      changes: changesOf(description, options),
      ...(module === undefined ? {} : { module }),
      apply: (batch, context) => description.apply(batch, context, options),
      rebuild: (newGiven) => factory(newGiven),
    };
  };
  Object.defineProperty(factory, "name", { value: name });
  const made = Object.assign(factory, { definition: description as Definition<Schema>, columns: true as const });
  register(made as unknown as KnownFactory);
  return made as unknown as ColumnFactory<Schema>;
}

/** Whether a value is a transform of columns. */
export function isColumnTransform(value: unknown): value is ColumnTransform {
  return typeof value === "object" && value !== null && "type" in value && value.type === "columns";
}
