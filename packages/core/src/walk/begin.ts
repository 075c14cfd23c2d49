import type { Sample } from "../fields/index.ts";
import { type Outline, outlineOf } from "../outline.ts";
import type { FieldReader } from "../pixel-source.ts";
import { checkAnnotations } from "./check-annotations.ts";
import type { PolicyNode } from "./policy-tree.ts";
import { type FieldSources, sourcesOf } from "./sources.ts";
import { whenAnswered } from "./when-ready.ts";

/** A sample in front of its first step, or behind one that returned it. */
export interface Begun {
  readonly sample: Readonly<Sample>;
  readonly outline: Outline;
  readonly sources: FieldSources;
}

interface Beginning {
  readonly policy: PolicyNode | undefined;
  readonly reader: FieldReader;
  readonly passThrough?: ReadonlySet<string>;
}

/**
 * Reads what encoded fields say of themselves, and outlines the sample.
 *
 * @param from the effects from this one on are still to come.
 * @param views in which the sample stands.
 */
export function begin(
  { policy, reader, passThrough = nothing }: Beginning,
  sample: Readonly<Sample>,
  from: number,
  views?: readonly string[],
): Begun | Promise<Begun> {
  return whenAnswered(reader.read(sample), (readable) => {
    const outline = outlineOf(sample, readable, passThrough);
    if (policy !== undefined) checkAnnotations(outline, passThrough);
    return { sample, outline, sources: sourcesOf(readable, from, views) };
  });
}

const nothing: ReadonlySet<string> = new Set();
