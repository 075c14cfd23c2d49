import type { OptionPath, PackedRecipe, PackedView } from "./packed.ts";

type ViewConstructor = new (buffer: SharedArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;

/**
 * The options of a recipe as its factory takes them, in the thread where it is made.
 *
 * @param made the values of the recipes before it in the table.
 * @param buffers the shared memory that was posted beside the table.
 */
export function optionsOf(
  { options, made, shared }: PackedRecipe,
  values: readonly unknown[],
  buffers: readonly SharedArrayBuffer[],
): unknown {
  const whole = { options };
  for (const { path, recipe } of made) put(whole, path, values[recipe]);
  for (const { path, view } of shared) put(whole, path, viewOf(view, buffers));
  return whole.options;
}

/** Puts a value where the plain data have a hole; as an own property, whatever its name. */
function put(whole: object, path: OptionPath, value: unknown): void {
  const way = ["options", ...path];
  const key = way.pop() as string | number;
  let holder = whole;
  for (const step of way) holder = (holder as Record<string | number, object>)[step] as object;
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function viewOf({ type, buffer, byteOffset, length }: PackedView, buffers: readonly SharedArrayBuffer[]): unknown {
  const memory = buffers[buffer] as SharedArrayBuffer;
  if (type === undefined) return memory;
  const View = (globalThis as unknown as Record<string, ViewConstructor>)[type] as ViewConstructor;
  return new View(memory, byteOffset, length);
}
