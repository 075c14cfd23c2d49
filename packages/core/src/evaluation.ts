import { compose } from "./combine/compose.ts";
import type { LeafTransform, Step } from "./transform.ts";

/**
 * The deterministic counterpart of a policy, for testing a model: each transform says its own (a random crop becomes a
 * resize and a centre crop, most become nothing). Of a combinator that chooses, the first step that fixes the size
 * stays, so that samples still stack; the others are augmentation and go.
 *
 * A plain function stays: it is taken for preparation. One that augments belongs into `defineTransform`, which says so.
 */
export function evaluationOf(policy: Step): Step {
  return counterpart(policy) ?? compose([]);
}

function counterpart(step: Step): Step | undefined {
  if (typeof step === "function") return step;
  if (step.type === "leaf") return leafCounterpart(step);
  const children = step.children.map(counterpart);
  // Views stay, so that a sample has the same fields; what they do to it alike becomes nothing.
  if (step.evaluatesAs === "each") return step.rebuild(children.map((child) => child ?? compose([])));
  if (step.evaluatesAs === "choice") {
    return children.find((child, i) => child !== undefined && fixesSize(step.children[i] as Step));
  }
  const kept = children.filter((child) => child !== undefined);
  if (kept.length === 0) return undefined;
  return step.evaluatesAs === "frames" ? step.rebuild(kept) : compose(kept);
}

function leafCounterpart(step: LeafTransform): Step | undefined {
  const { evaluation } = step.definition;
  if (evaluation === "same") return step;
  if (evaluation === "nothing") return undefined;
  return evaluation(step.definition.options.parse(step.given));
}

function fixesSize(step: Step): boolean {
  if (typeof step === "function") return false;
  if (step.type === "leaf")
    return typeof step.definition.canvas?.(step.definition.options.parse(step.given)) === "object";
  return step.children.some(fixesSize);
}
