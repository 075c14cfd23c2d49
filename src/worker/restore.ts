import type { BatchTransform, FieldReader, Json, Step } from "@millrace/core";
import { compilePolicy, decodeStep, type Hash128, hashSeed, loadDomains, type PolicyNode } from "@millrace/core/engine";
import type { Dataset } from "../datasets/dataset.ts";
import { createFieldReader } from "../decode/reader.ts";
import type { Recipe } from "../recipe.ts";
import { desks } from "./desks.ts";
import { loadExport } from "./load-export.ts";
import type { PipelineSpec } from "./pipeline.ts";

/** A pipeline as a thread can run it. */
export interface Pipeline {
  readonly spec: PipelineSpec;
  readonly seed: Hash128;
  readonly policy: PolicyNode | undefined;
  readonly batchTransform: BatchTransform | undefined;
  readonly dataset: Dataset | undefined;
  /** What reads and opens the fields of a sample, one for each desk. */
  readonly readers: readonly FieldReader[];
  readonly passThrough: ReadonlySet<string>;
}

/** How many pipelines a worker keeps; loaders share workers. */
const kept = 16;
const restored = new Map<number, Promise<Pipeline>>();

/** Pipelines that never leave the calling thread, so that any code may stand in them. */
const local = new WeakMap<PipelineSpec, Promise<Pipeline>>();

/** Makes a pipeline of the values themselves, for plans that are carried out in this thread. */
export function keepLocal(
  spec: PipelineSpec,
  policy: Step | undefined,
  batchTransform: BatchTransform | undefined,
): PipelineSpec {
  local.set(
    spec,
    Promise.resolve({
      spec,
      seed: hashSeed(spec.seed),
      policy: policy === undefined ? undefined : compilePolicy(policy),
      batchTransform,
      dataset: undefined,
      readers: readersOf(spec),
      passThrough: new Set(spec.passThrough),
    }),
  );
  return spec;
}

/** The pipeline of a plan, made on its first plan in this thread. */
export function pipelineOf(spec: PipelineSpec): Promise<Pipeline> {
  let pipeline = local.get(spec) ?? restored.get(spec.id);
  if (pipeline === undefined) {
    pipeline = restore(spec);
    restored.set(spec.id, pipeline);
    const oldest = restored.keys().next();
    if (restored.size > kept && oldest.done !== true) restored.delete(oldest.value);
  }
  return pipeline;
}

/** Forgets a pipeline in this thread, and disposes of what it opened. */
export async function closePipeline(id: number): Promise<void> {
  const pipeline = restored.get(id);
  restored.delete(id);
  // A pipeline that could not be restored has opened nothing; its plans have said why.
  const opened = await pipeline?.catch(() => undefined);
  await opened?.dataset?.[Symbol.asyncDispose]?.();
}

async function restore(spec: PipelineSpec): Promise<Pipeline> {
  const { code } = spec;
  const policy = spec.policy === undefined ? undefined : ((await restoreStep(spec.policy, code, false)) as Step);
  return {
    spec,
    seed: hashSeed(spec.seed),
    policy: policy === undefined ? undefined : compilePolicy(policy),
    batchTransform:
      spec.batchTransform === undefined
        ? undefined
        : ((await restoreStep(spec.batchTransform, code, true)) as BatchTransform),
    dataset: spec.dataset === undefined ? undefined : ((await make(spec.dataset)) as Dataset),
    readers: readersOf(spec),
    passThrough: new Set(spec.passThrough),
  };
}

function readersOf({ maxPixels }: PipelineSpec): readonly FieldReader[] {
  return desks.map((files) => createFieldReader({ maxPixels, readFile: (path) => files.read(path) }));
}

async function make({ module, name, options }: Recipe): Promise<unknown> {
  const factory = (await loadExport(module, name)) as (options: unknown) => unknown;
  return factory(options);
}

/** The steps of a policy, with those in their places that the user's code makes. */
async function restoreStep(json: Json, code: PipelineSpec["code"], ofBatches: boolean): Promise<Step | BatchTransform> {
  const made = new Map<string, Step | BatchTransform>();
  for (const [name, recipe] of Object.entries(code)) made.set(name, (await make(recipe)) as Step | BatchTransform);
  await loadDomains([json]);
  return decodeStep(json, "transform", { lent: {}, made, ofBatches });
}
