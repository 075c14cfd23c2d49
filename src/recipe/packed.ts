/** A key or a position for each level, from the options inward; empty: the options themselves. */
export type OptionPath = readonly (string | number)[];

/** A view of shared memory as plain data. */
export interface PackedView {
  /** The name of its class; undefined: the buffer itself. */
  readonly type: string | undefined;
  /** The place of the buffer in the list of those that are posted. */
  readonly buffer: number;
  readonly byteOffset: number;
  readonly length: number;
}

/**
 * A recipe on its way to a worker. What is no plain data travels beside the options, by its place in them, and never
 * as a key in them: whatever the options hold stays data.
 */
export interface PackedRecipe {
  readonly id: number;
  readonly module: string;
  readonly name: string;
  /** Plain data, with null where one of the following belongs. */
  readonly options: unknown;
  /** Values that are made by other recipes, which stand before this one in the table. */
  readonly made: readonly { readonly path: OptionPath; readonly recipe: number }[];
  readonly shared: readonly { readonly path: OptionPath; readonly view: PackedView }[];
}
