import { type Hash128, hashText } from "../random/key.ts";
import { type Step, stepName } from "../transform.ts";

/**
 * A step at its place in a policy. The path is made of names and of how many of that name stood before among the
 * siblings (`/oneOf#0/randomRotation#1`), never of positions: a transform that is added leaves the draws of the others
 * alone.
 */
export interface PolicyNode {
  readonly step: Step;
  readonly path: string;
  readonly pathHash: Hash128;
  readonly children: readonly PolicyNode[];
}

const compiled = new WeakMap<object, PolicyNode>();

/** The policy with its paths. The outermost `compose` is no part of them, so `t` and `compose([t])` draw alike. */
export function compilePolicy(policy: Step): PolicyNode {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const bare = typeof policy !== "function" && policy.type === "combinator" && policy.name === "compose";
  const node = bare ? compile(policy, "") : compile(policy, `/${stepName(policy)}#0`);
  compiled.set(policy, node);
  return node;
}

function compile(step: Step, path: string): PolicyNode {
  const occurrences = new Map<string, number>();
  const children = (typeof step !== "function" && step.type === "combinator" ? step.children : []).map((child) => {
    const name = stepName(child);
    const occurrence = occurrences.get(name) ?? 0;
    occurrences.set(name, occurrence + 1);
    return compile(child, `${path}/${name}#${occurrence}`);
  });
  return { step, path, pathHash: hashText(path), children };
}
