import { OptionError, show } from "@millrace/core";
import { isShared } from "./check-options.ts";
import type { OptionPath, PackedRecipe, PackedView } from "./packed.ts";
import { type Recipe, recipeOf } from "./recipe.ts";

/** The recipes that a pipeline needs, each once, in an order in which they can be made. */
export class RecipeTable {
  readonly recipes: PackedRecipe[] = [];
  /** The shared memory in their options, each buffer once. */
  readonly buffers: SharedArrayBuffer[] = [];
  readonly #numbers = new Map<number, number>();

  /** The place of a recipe in the table, where it and those in its options now are. */
  add(recipe: Recipe): number {
    const known = this.#numbers.get(recipe.id);
    if (known !== undefined) return known;
    const made: PackedRecipe["made"][number][] = [];
    const shared: PackedRecipe["shared"][number][] = [];
    const plain = (value: unknown, path: OptionPath): unknown => {
      if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
      const inner = recipeOf(value);
      if (inner !== undefined) {
        made.push({ path, recipe: this.add(inner) });
        return null;
      }
      if (isShared(value)) {
        shared.push({ path, view: this.#view(value) });
        return null;
      }
      checkPlain(recipe, value, path);
      if (Array.isArray(value)) return value.map((item, index) => plain(item, [...path, index]));
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, [...path, key])]));
    };
    const { id, module, name } = recipe;
    const options = plain(recipe.options, []);
    const number = this.recipes.push({ id, module, name, options, made, shared }) - 1;
    this.#numbers.set(id, number);
    return number;
  }

  #view(value: SharedArrayBuffer | ArrayBufferView): PackedView {
    if (value instanceof SharedArrayBuffer) {
      return { type: undefined, buffer: this.#buffer(value), byteOffset: 0, length: value.byteLength };
    }
    const { byteOffset, byteLength } = value;
    const buffer = this.#buffer(value.buffer as unknown as SharedArrayBuffer);
    if (value instanceof DataView) return { type: "DataView", buffer, byteOffset, length: byteLength };
    const array = value as Uint8Array;
    return { type: array[Symbol.toStringTag], buffer, byteOffset, length: array.length };
  }

  #buffer(buffer: SharedArrayBuffer): number {
    const known = this.buffers.indexOf(buffer);
    return known >= 0 ? known : this.buffers.push(buffer) - 1;
  }
}

/** @throws OptionError for what is neither a list nor a plain object. */
function checkPlain({ name }: Recipe, value: object, path: OptionPath): void {
  if (Array.isArray(value)) return;
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Object.prototype || prototype === null) return;
  throw new OptionError(
    `${name}: an option cannot be sent to a worker: ${path.join(".") || "all of them together"} is ${show(value)}. Options cross as plain data; ` +
      "what cannot is made in the worker, by a function that fromModule names",
  );
}
