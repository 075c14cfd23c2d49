import type { FieldReader, Sample } from "@millrace/core";
import { kernelMemory, type Partner, type PolicyNode, type SampleRun } from "@millrace/core/engine";
import { Met, type MetPartners } from "../datasets/met.ts";
import { type Draws, drawsOf } from "../order/draws.ts";
import type { Reference } from "../order/reference.ts";
import type { Pipeline } from "./restore.ts";

/** What is run on a sample that was read, alone or with those whom it meets. @throws TypeError for what is no sample. */
export function sampleRun(
  pipeline: Pipeline,
  epoch: number,
  { index, copy }: Reference,
  read: unknown,
  reader: FieldReader,
): SampleRun {
  const { spec, policy, passThrough } = pipeline;
  const draws = drawsOf(spec.seed, epoch, pipeline.seed);
  return {
    sample: sampleOf(read),
    policy,
    draws: draws(index, copy),
    reader,
    memory: kernelMemory(),
    passThrough,
    // What is cached is there at its full size, and what is not must not differ from it.
    decode: pipeline.caches === undefined ? spec.decode : "exact",
    limits: spec,
    ...(read instanceof Met ? { partners: partnersOf(read.partners, draws) } : {}),
  };
}

/** Whom a sample meets at a step, with what those draw on their way there. */
function partnersOf(met: MetPartners, draws: Draws): (node: PolicyNode) => readonly Partner[] | undefined {
  return ({ path }) =>
    met[path]?.map(({ reference: { index, copy }, sample, partners }) => ({
      sample: sampleOf(sample),
      draws: draws(index, copy),
      partners: partnersOf(partners, draws),
    }));
}

function sampleOf(read: unknown): Sample {
  const sample = read instanceof Met ? read.sample : read;
  if (typeof sample === "object" && sample !== null) return sample as Sample;
  throw new TypeError(`the dataset's get must return a sample, an object of fields, got ${String(sample)}`);
}
