import { OptionError } from "@millrace/core";
import { messageOf } from "./errors.ts";
import type { Plan } from "./pipeline.ts";

/** Why a plan could not be posted to a worker: because of the loader's options, or of a sample that travels in it. */
export function cannotPost(plan: Plan, cause: unknown): Error {
  const option = uncloneable(plan.pipeline, []);
  if (option !== undefined) {
    return new OptionError(
      `DataLoader: an option cannot be sent to a worker: ${option.path.join(".")} is ${option.what}. Options of transforms and ` +
        "datasets cross as plain data; what cannot is made in the worker, by a function that fromModule names",
      { cause },
    );
  }
  const { index, sample = {} } = plan.samples.find(({ sample }) => uncloneable(sample, []) !== undefined) ??
    plan.samples[0] ?? { index: 0 };
  return new TypeError(
    `the samples of batch ${plan.batch} cannot be sent to a worker (${messageOf(cause)}); a sample holds plain data, and ` +
      `sample ${index} has the fields ${Object.keys(sample).join(", ")}. A dataset made with fromModule is read in the workers instead`,
    { cause },
  );
}

interface Uncloneable {
  readonly path: readonly string[];
  readonly what: string;
}

/** The first part of a value that structured cloning refuses. Memory is not looked into. */
function uncloneable(value: unknown, path: readonly string[], seen = new Set<object>()): Uncloneable | undefined {
  if (typeof value === "function")
    return { path, what: value.name === "" ? "a function" : `the function ${value.name}` };
  if (typeof value === "symbol") return { path, what: String(value) };
  if (typeof value !== "object" || value === null || seen.has(value) || ArrayBuffer.isView(value)) return undefined;
  seen.add(value);
  const isPlain =
    Array.isArray(value) || value instanceof Map || [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) {
    try {
      structuredClone(value);
    } catch (error) {
      return { path, what: `refused: ${messageOf(error)}` };
    }
  }
  for (const [key, part] of value instanceof Map ? value : Object.entries(value)) {
    const found = uncloneable(part, [...path, String(key)], seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
