import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { OptionError, show, suggestion } from "@millrace/core";
import { checkRecipeOptions } from "./check-options.ts";
import { setRecipe } from "./recipe.ts";

// biome-ignore lint/suspicious/noExplicitAny: any function is a factory; its own types are kept.
type AnyFunction = (options: any) => object;

/** The factory that a type argument names: a function itself, or all functions of a module's namespace. */
type FactoryIn<Source> = Source extends AnyFunction ? Source : Extract<Source[keyof Source], AnyFunction>;

/**
 * Makes a value by calling an export of a module of one's own, here and in every worker: the one door through which
 * user code crosses threads. It serves datasets, transforms, plain functions as steps, batch transforms, and whatever the
 * options of another `fromModule` need: a dictionary, an index. A worker makes each value once.
 *
 * @example
 * const birds = fromModule<typeof import("./birds.ts")>(new URL("./birds.ts", import.meta.url), "birds", { root: "data" });
 *
 * @param url the module's URL. It is imported in workers, so it must do nothing but define things: a training script is not one.
 * @param name the export to call; it takes the options and returns an object or a function.
 * @param options plain JSON: it crosses to the workers. Values made by `fromModule` may stand in it, at any depth; and
 * SharedArrayBuffers and typed arrays over them, of which all workers get the same memory.
 * @throws OptionError when module or export is missing, when the module cannot be imported at once, or when the options
 * hold something else.
 */
export function fromModule<Source>(
  url: URL | string,
  name: string,
  ...[options]: undefined extends Parameters<FactoryIn<Source>>[0]
    ? [options?: Parameters<FactoryIn<Source>>[0]]
    : [options: Parameters<FactoryIn<Source>>[0]]
): ReturnType<FactoryIn<Source>> {
  const href = String(url);
  if (!href.startsWith("file:")) {
    throw new OptionError(
      `fromModule: the module must be a file URL such as new URL("./birds.ts", import.meta.url), got ${show(href)}`,
    );
  }
  checkRecipeOptions(options, "options");
  const factory = findExport(href, name);
  const value: unknown = factory(options);
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    throw new OptionError(`fromModule: ${name} must return a dataset, a transform or a function, got ${show(value)}`);
  }
  if (value instanceof Promise) {
    throw new OptionError(
      `fromModule: ${name} is asynchronous; read what it awaits on the first get, or synchronously`,
    );
  }
  setRecipe(value, { module: href, name, options });
  return value as ReturnType<FactoryIn<Source>>;
}

// The dataset's length and classes are needed at once, so the module is loaded by `require`, which takes ES modules
// since Node 20.19.
const require = createRequire(import.meta.url);

function findExport(href: string, name: string): (options: unknown) => unknown {
  let namespace: Record<string, unknown>;
  try {
    namespace = require(fileURLToPath(href)) as Record<string, unknown>;
  } catch (cause) {
    throw new OptionError(`fromModule: cannot load ${href}: ${remedy(cause)}`, { cause });
  }
  const found = namespace[name];
  if (typeof found === "function") return found as (options: unknown) => unknown;
  const functions = Object.keys(namespace).filter((key) => typeof namespace[key] === "function");
  throw new OptionError(
    `fromModule: ${href} has no function named "${name}" among its exports.${suggestion(name, functions)} Functions there: ${functions.join(", ") || "none"}`,
  );
}

function remedy(cause: unknown): string {
  const code = (cause as { code?: string } | null)?.code;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (code === "ERR_REQUIRE_ASYNC_MODULE") return "it uses await at its top level; move that into the function";
  if (code === "ERR_REQUIRE_CYCLE_MODULE")
    return "it is being loaded already; put what workers need into a file of its own";
  if (code === "MODULE_NOT_FOUND" || code === "ENOENT") return "there is no such file";
  return message;
}
