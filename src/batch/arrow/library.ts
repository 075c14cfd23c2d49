import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as ApacheArrow from "apache-arrow";

type Arrow = typeof ApacheArrow;

let loaded: Arrow | undefined;

/**
 * apache-arrow, loaded when the first batch is turned into Arrow: it takes a tenth of a second, and most loops never ask
 * for it. It is the same instance that a program gets by `import`, or its `instanceof` would fail.
 */
export function arrow(): Arrow {
  loaded ??= loadAtOnce();
  return loaded;
}

/** Its ES modules, which Node requires since 20.19; a require by name would bring the CommonJS build beside them. */
function loadAtOnce(): Arrow {
  return createRequire(import.meta.url)(fileURLToPath(import.meta.resolve("apache-arrow"))) as Arrow;
}

/**
 * Makes sure that {@link arrow} answers with that instance. Undefined, and nothing is loaded, where Node itself requires
 * ES modules. Where something else does (tsx translates them into CommonJS, which makes a second instance), it is imported
 * now, before somebody may ask for it.
 */
export function prepareArrow(): Promise<void> | undefined {
  if (loaded !== undefined || !Object.hasOwn(createRequire(import.meta.url).extensions, ".mjs")) return undefined;
  return import("apache-arrow").then((library) => {
    loaded = library;
  });
}
