import { type Outline, outlineOf } from "../outline.ts";
import type { ReadableFields } from "../pixel-source.ts";
import { checkAnnotations } from "./check-sample.ts";
import { type DrawSource, resolve } from "./draw.ts";
import type { PolicyNode } from "./policy-tree.ts";

/**
 * The outline that a sample would have after a policy, without touching a pixel; undefined where a step must run
 * first (a plain function, or an `apply` that does not say what it changes).
 */
export function outlineAfterPolicy(
  sample: Readonly<Record<string, unknown>>,
  readable: ReadableFields,
  policy: PolicyNode | undefined,
  draws: DrawSource,
  passThrough: ReadonlySet<string>,
): Outline | undefined {
  const state = { outline: outlineOf(sample, readable, passThrough) };
  if (policy === undefined) return state.outline;
  checkAnnotations(state.outline, passThrough);
  for (const step of resolve(policy, state, draws)) {
    if (step.resolved === "function") return undefined;
    if (step.resolved === "apply") state.outline = step.declared;
  }
  return state.outline;
}
