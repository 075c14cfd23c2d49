import { type Hash128, hashText } from "../random/key.ts";
import { type FunctionStep, type Named, type Step, stepName } from "../transform.ts";

/**
 * A step at its place in a policy. The path is made of names and of how many of that name stood before among the
 * siblings (`/oneOf#0/randomRotation#1`), never of positions: a transform that is added leaves the draws of the others
 * alone.
 */
export interface PolicyNode {
  readonly step: Step;
  readonly path: string;
  readonly pathHash: Hash128;
  /** Where it stands among the policy's steps, in the order in which they are written. */
  readonly place: number;
  readonly children: readonly PolicyNode[];
  /** Whether it, or a step below it, meets other samples. */
  readonly meets: boolean;
  /** Whether it, or a step below it, serves many samples at once. */
  readonly gathers: boolean;
  /** How many samples come out where one goes in. */
  readonly copies: number;
}

const compiled = new WeakMap<object, PolicyNode>();

/** The policy with its paths. The outermost `compose` is no part of them, so `t` and `compose([t])` draw alike. */
export function compilePolicy(policy: Step): PolicyNode {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const bare = typeof policy !== "function" && policy.type === "combinator" && policy.name === "compose";
  const node = compile(policy, bare ? "" : `/${pathName(policy)}#0`, { places: 0 });
  compiled.set(policy, node);
  return node;
}

function compile(step: Step, path: string, counter: { places: number }): PolicyNode {
  const place = counter.places++;
  const steps = typeof step !== "function" && step.type === "combinator" ? step.children : [];
  const paths = childPaths(steps, path);
  const children = steps.map((child, i) => compile(child, paths[i] as string, counter));
  const isLeaf = typeof step !== "function" && step.type === "leaf";
  const meets = (isLeaf && step.partners !== undefined) || children.some((child) => child.meets);
  const serves = isLeaf && (step.answer !== undefined || step.applyMany !== undefined);
  const gathers = serves || children.some((child) => child.gathers);
  const copies = children.reduce((product, child) => product * child.copies, isLeaf ? step.copies : 1);
  return { step, path, pathHash: hashText(path), place, children, meets, gathers, copies };
}

/** The paths of siblings below a path. */
export function childPaths(
  steps: readonly (Pick<Named, "name" | "definition"> | FunctionStep)[],
  path: string,
): string[] {
  const occurrences = new Map<string, number>();
  return steps.map((child) => {
    const name = pathName(child);
    const occurrence = occurrences.get(name) ?? 0;
    occurrences.set(name, occurrence + 1);
    return `${path}/${name}#${occurrence}`;
  });
}

/** The name that a path has of a step; of another domain than images with that domain, since two may have one name. */
function pathName(step: Pick<Named, "name" | "definition"> | FunctionStep): string {
  if (typeof step === "function") return stepName(step);
  const { domain } = step.definition;
  return domain === undefined || domain === "image" ? step.name : `${domain}.${step.name}`;
}
