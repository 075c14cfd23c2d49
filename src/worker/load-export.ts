/** Modules that are being imported in this thread on behalf of a recipe; a DataLoader made meanwhile is a mistake. */
let importing: string | undefined;

/** The module that is being imported for a recipe just now, if any. */
export function importingModule(): string | undefined {
  return importing;
}

/**
 * An export of the user's module, in a worker.
 *
 * @throws Error naming module and export when either is missing or the export is not a function.
 */
export async function loadExport(module: string, name: string): Promise<unknown> {
  let namespace: Record<string, unknown>;
  const outer = importing;
  importing = module;
  try {
    namespace = (await import(module)) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`cannot import ${module} in a worker: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  } finally {
    importing = outer;
  }
  const found = namespace[name];
  if (typeof found === "function") return found;
  const functions = Object.keys(namespace).filter((key) => typeof namespace[key] === "function");
  throw new TypeError(
    `${module} has no function named "${name}" among its exports; functions there: ${functions.join(", ") || "none"}`,
  );
}
