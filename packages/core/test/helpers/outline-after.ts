import { type Outline, outlineOf } from "../../src/outline.ts";
import type { ReadableFields } from "../../src/pixel-source.ts";
import type { Limits } from "../../src/transform.ts";
import { checkAnnotations } from "../../src/walk/check-annotations.ts";
import type { DrawSource } from "../../src/walk/draw-source.ts";
import type { PolicyNode } from "../../src/walk/policy-tree.ts";
import { defaultLimits } from "../../src/walk/run-sample.ts";
import { sourcesOf } from "../../src/walk/sources.ts";
import { Walk } from "../../src/walk/walk.ts";

/**
 * The outline that a sample would have after a policy, without touching a pixel; undefined where something must run
 * first: a plain function, an `apply` that does not say what it changes, a step that sees pixels, asks or meets others that
 * are not given.
 */
export function outlineAfterPolicy(
  sample: Readonly<Record<string, unknown>>,
  readable: ReadableFields,
  policy: PolicyNode | undefined,
  draws: DrawSource,
  passThrough: ReadonlySet<string>,
  limits: Limits = defaultLimits,
  partners?: (node: PolicyNode) => readonly Outline[],
): Outline | undefined {
  const outline = outlineOf(sample, readable, passThrough);
  if (policy === undefined) return outline;
  checkAnnotations(outline, passThrough);
  const walk = new Walk(policy, { outline, sources: sourcesOf(readable, 0) }, { draws, limits });
  for (;;) {
    const stop = walk.advance();
    if (stop.at === "done") return walk.outline;
    if (stop.at === "partners" && partners !== undefined) walk.meet(partners(stop.node), [], []);
    else if (stop.at !== "barrier" || stop.context === undefined) return undefined;
    else walk.resume({ outline: stop.context.declared, sources: walk.sources });
  }
}
