import type { BatchTransform, FieldReader, Json, KnownFactory, Step } from "@millrace/core";
import { compilePolicy, decodeStep, type Hash128, hashSeed, type PolicyNode } from "@millrace/core/engine";
import * as image from "@millrace/core/image";
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

async function restore(spec: PipelineSpec): Promise<Pipeline> {
  const policy = spec.policy === undefined ? undefined : await restoreStep(spec.policy);
  return {
    spec,
    seed: hashSeed(spec.seed),
    policy: policy === undefined ? undefined : compilePolicy(policy),
    batchTransform: spec.batchTransform === undefined ? undefined : await restoreBatchTransform(spec.batchTransform),
    dataset: spec.dataset === undefined ? undefined : ((await make(spec.dataset)) as Dataset),
    readers: readersOf(spec),
    passThrough: new Set(spec.passThrough),
  };
}

function readersOf({ maxPixels, maxFileBytes }: PipelineSpec): readonly FieldReader[] {
  return desks.map((files) => createFieldReader({ maxPixels, readFile: (path) => files.read(path, maxFileBytes) }));
}

async function make({ module, name, options }: Recipe): Promise<unknown> {
  const factory = (await loadExport(module, name)) as (options: unknown) => unknown;
  return factory(options);
}

/** Marks a step that is the user's code in a policy that crosses to a worker. */
const recipeKey = "$recipe";
/** Marks a transform defined by the user: built by its factory, from its options. */
const factoryKey = "$factory";

/** Encodes a step that a policy cannot name; the other end of `restoreStep`. */
export function encodeRecipe(recipe: Recipe, kind: "made" | "factory"): Json {
  const { module, name, options } = recipe;
  return {
    [kind === "made" ? recipeKey : factoryKey]: { module, name, ...(options === undefined ? {} : { options }) },
  };
}

async function restoreStep(json: Json): Promise<Step> {
  const modules = new Map<Json, Step>();
  await loadForeign(json, modules);
  return decodeStep(json, "transform", {}, (part) => modules.get(part));
}

/** Imports what a policy's recipes name, before it is decoded. */
async function loadForeign(json: Json, found: Map<Json, Step>): Promise<void> {
  if (typeof json !== "object" || json === null) return;
  const parts: Readonly<Record<string, Json>> = Array.isArray(json) ? {} : (json as Record<string, Json>);
  const recipe = (parts[recipeKey] ?? parts[factoryKey]) as unknown as Recipe | undefined;
  if (recipe !== undefined) {
    found.set(json, (await make(recipe)) as Step);
    return;
  }
  for (const part of Object.values(json as object)) await loadForeign(part as Json, found);
}

async function restoreBatchTransform(spec: NonNullable<PipelineSpec["batchTransform"]>): Promise<BatchTransform> {
  if ("recipe" in spec) return (await make(spec.recipe)) as BatchTransform;
  const factory = Object.values(image).find(
    (candidate) => (candidate as unknown as KnownFactory).definition.name === spec.name,
  ) as unknown as (options: Json) => BatchTransform;
  return factory(spec.options);
}
