/**
 * The module that is being imported in this thread on behalf of a recipe; a DataLoader made meanwhile is a mistake.
 * Kept on the global object, because the user's module may load a second copy of this one (tsx keeps those that were
 * required apart from those that were imported).
 */
const key = Symbol.for("millrace.importing");
const shared = globalThis as { [key]?: string | undefined };

/** The module that is being imported for a recipe just now, if any. */
export function importingModule(): string | undefined {
  return shared[key];
}

/**
 * An export of the user's module, in a worker.
 *
 * @throws Error naming module and export when either is missing or the export is not a function.
 */
export async function loadExport(module: string, name: string): Promise<unknown> {
  let namespace: Record<string, unknown>;
  const outer = shared[key];
  shared[key] = module;
  try {
    namespace = (await import(module)) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`cannot import ${module} in a worker: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  } finally {
    shared[key] = outer;
  }
  const found = namespace[name];
  if (typeof found === "function") return found;
  const functions = Object.keys(namespace).filter((key) => typeof namespace[key] === "function");
  throw new TypeError(
    `${module} has no function named "${name}" among its exports; functions there: ${functions.join(", ") || "none"}`,
  );
}
