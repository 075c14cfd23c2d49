import type { Canvas } from "../outline-types.ts";
import type { Combinator, LeafTransform, Step } from "../transform.ts";

/** A size in pixels; undefined where it is that of the sample, or differs from draw to draw. */
export type FixedCanvas = Canvas | undefined;

/**
 * The size that a policy gives every picture, whatever comes in, by what its transforms say of themselves; undefined
 * where it gives none. No sample is needed and none is invented.
 */
export function fixedCanvas(policy: Step | undefined, before?: FixedCanvas): FixedCanvas {
  if (policy === undefined) return before;
  // What a plain function makes of a picture, nobody can tell.
  if (typeof policy === "function") return undefined;
  return policy.type === "leaf" ? afterLeaf(policy, before) : afterCombinator(policy, before);
}

function afterLeaf(step: LeafTransform, before: FixedCanvas): FixedCanvas {
  const { canvas, options } = step.definition;
  if (canvas !== undefined) {
    const after = canvas(options.parse(step.given));
    return after === "varies" ? undefined : (after ?? before);
  }
  // Transforms from elsewhere need not say anything, and then may do anything.
  const isOpaque = step.apply !== undefined || step.applyMany !== undefined || step.module !== undefined;
  return isOpaque ? undefined : before;
}

function afterCombinator({ children, evaluatesAs, name }: Combinator, before: FixedCanvas): FixedCanvas {
  if (evaluatesAs === "sequence" && name === "compose") {
    return children.reduce<FixedCanvas>((canvas, child) => fixedCanvas(child, canvas), before);
  }
  const ends = children.map((child) => fixedCanvas(child, before));
  // Some children may not run, and the order may be drawn: the size holds where each leaves it, or all lead to one.
  const [first] = ends;
  const one = ends.every((end) => same(end, first));
  if (one && (name === "oneOf" || evaluatesAs === "each")) return first;
  if (evaluatesAs === "each") return undefined;
  return one && same(first, before) ? before : undefined;
}

function same(one: FixedCanvas, other: FixedCanvas): boolean {
  return one?.width === other?.width && one?.height === other?.height;
}
