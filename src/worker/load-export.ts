import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { messageOf } from "@millrace/core/engine";

/** What this thread has to remember about the modules of the user's. */
interface ImportState {
  /** Those that are being imported on behalf of a recipe; a DataLoader made meanwhile is a mistake. */
  readonly importing: string[];
  /** The thread is being made to import TypeScript, or was. */
  typeScript: Promise<void> | undefined;
}

/**
 * It is kept on the global object, because the user's module may load a second copy of this one (tsx keeps those that
 * were required apart from those that were imported).
 */
const key = Symbol.for("millrace.imports");
const holder = globalThis as { [key]?: ImportState };
holder[key] ??= { importing: [], typeScript: undefined };
const state: ImportState = holder[key];

/** The module that is being imported for a recipe just now, if any. */
export function importingModule(): string | undefined {
  return state.importing.at(-1);
}

async function importModule(module: string): Promise<Record<string, unknown>> {
  const runsTypeScript = Boolean((process.features as { typescript?: unknown }).typescript);
  if (/\.[cm]?tsx?$/.test(new URL(module).pathname) && !runsTypeScript) {
    // Before the first try: a module that failed to load stays failed in Node's cache.
    state.typeScript ??= registerTypeScript(module);
    await state.typeScript;
  }
  return (await import(module)) as Record<string, unknown>;
}

/**
 * Lets this worker import TypeScript where Node cannot do it by itself: a program that runs under tsx has it hooked
 * into the main thread only (privatenumber/tsx#354), so the user's own tsx is registered here too.
 */
async function registerTypeScript(module: string): Promise<void> {
  let manifest: string;
  try {
    manifest = createRequire(module).resolve("tsx/package.json");
  } catch {
    // Something else may load it; if not, the import's own error gets the remedy.
    return;
  }
  // Resolved by hand: `require.resolve` finds the CommonJS half, whose hooks do not load in a worker.
  const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as {
    exports: { "./esm/api": { import: { default: string } } };
  };
  const api = new URL(exports["./esm/api"].import.default, pathToFileURL(manifest)).href;
  const { register } = (await import(api)) as { register: () => void };
  register();
}

/**
 * An export of the user's module, in a worker.
 *
 * @throws Error naming module and export when either is missing or the export is not a function.
 */
export async function loadExport(module: string, name: string): Promise<unknown> {
  let namespace: Record<string, unknown>;
  state.importing.push(module);
  try {
    namespace = await importModule(module);
  } catch (cause) {
    throw new Error(`cannot import ${module} in a worker: ${messageOf(cause)}`, { cause });
  } finally {
    // Several may be under way, and end in another order than they began.
    state.importing.splice(state.importing.indexOf(module), 1);
  }
  const found = namespace[name];
  if (typeof found === "function") return found;
  const functions = Object.keys(namespace).filter((key) => typeof namespace[key] === "function");
  throw new TypeError(
    `${module} has no function named "${name}" among its exports; functions there: ${functions.join(", ") || "none"}`,
  );
}
