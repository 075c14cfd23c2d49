import { OptionError, show } from "@millrace/core";
import { recipeOf } from "./recipe.ts";

/**
 * Refuses options that cannot cross to a worker, with their place. What can: plain JSON, values that were made by
 * `fromModule`, shared memory, and typed arrays over it.
 */
export function checkRecipeOptions(value: unknown, path: string, above: readonly unknown[] = []): void {
  if (value === undefined || value === null || ["string", "number", "boolean"].includes(typeof value)) return;
  if (isShared(value)) return;
  if ((typeof value === "object" || typeof value === "function") && recipeOf(value) !== undefined) return;
  if (above.includes(value)) throw new OptionError(`fromModule: ${path} holds itself, and plain data have an end`);
  const inside = [...above, value];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkRecipeOptions(item, `${path}[${index}]`, inside);
    return;
  }
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) {
    throw new OptionError(
      `fromModule: ${path} must be plain JSON, because it crosses to the workers, got ${show(value)}. ` +
        "It may also be a value made by fromModule, a SharedArrayBuffer or a typed array over one",
    );
  }
  for (const [key, item] of Object.entries(value as object)) checkRecipeOptions(item, `${path}.${key}`, inside);
}

/** Memory that all threads see, or a view of it. */
export function isShared(value: unknown): value is SharedArrayBuffer | ArrayBufferView<SharedArrayBuffer> {
  return value instanceof SharedArrayBuffer || (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer);
}
