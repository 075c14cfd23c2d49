import { type BatchTransform, type Json, OptionError, type Seed, type Step, show } from "@millrace/core";
import { encodeStep, isBuiltIn } from "@millrace/core/engine";
import * as image from "@millrace/core/image";
import { type DatasetRecipe, recipeOf } from "../recipe.ts";
import type { PipelineSpec } from "../worker/pipeline.ts";
import { encodeRecipe, keepLocal } from "../worker/restore.ts";
import { effectivePolicy } from "./effective-policy.ts";
import type { CheckedOptions } from "./options.ts";

let pipelines = 0;

/** What a loader's workers must know, as plain data. */
export function buildPipeline(
  options: CheckedOptions,
  seed: Seed,
  dataset: DatasetRecipe | undefined,
  classes: readonly string[] | undefined,
): PipelineSpec {
  const policy = effectivePolicy(options);
  const mixing = options.mode === "train" ? options.batchTransform : undefined;
  const spec: PipelineSpec = {
    id: ++pipelines,
    seed,
    ...(classes === undefined ? {} : { classes: [...classes] }),
    layout: options.layout,
    schema: options.schema,
    collate: options.collate,
    passThrough: options.passThrough,
    decode: options.decode,
    maxPixels: options.maxPixels,
    maxFileBytes: options.maxFileBytes,
  };
  if (options.workers === 0) return keepLocal(spec, policy, mixing);
  return {
    ...spec,
    ...(policy === undefined ? {} : { policy: encodePolicy(policy) }),
    ...(mixing === undefined ? {} : { batchTransform: encodeMixing(mixing) }),
    ...(dataset === undefined ? {} : { dataset: dataset.recipe }),
  };
}

/** The policy as JSON; code of the user's becomes the recipe that makes it. */
function encodePolicy(policy: Step): Json {
  return encodeStep(policy, (step) => {
    const recipe = recipeOf(step);
    if (recipe !== undefined) return encodeRecipe(recipe, "made");
    if (typeof step === "function") throw cannotCross(step);
    if (isBuiltIn(step)) return undefined;
    if (step.type === "leaf" && step.module !== undefined) {
      return encodeRecipe({ module: step.module, name: step.name, options: step.given }, "factory");
    }
    throw new OptionError(
      `the transform ${step.name} is not one of Millrace's own and does not say where workers find it: ` +
        `give its definition module: import.meta.url and export its factory as ${step.name}`,
    );
  });
}

function encodeMixing(mixing: BatchTransform): NonNullable<PipelineSpec["batchTransform"]> {
  const recipe = recipeOf(mixing);
  if (recipe !== undefined) return { recipe };
  const own = Object.values(image).some((factory) => (factory.definition as unknown) === mixing.definition);
  if (own) return { name: mixing.name, options: mixing.given };
  if (mixing.module !== undefined)
    return { recipe: { module: mixing.module, name: mixing.name, options: mixing.given } };
  throw new OptionError(
    `the batch transform ${mixing.name} does not say where workers find it: give its definition module: import.meta.url`,
  );
}

function cannotCross(step: Step): OptionError {
  return new OptionError(
    `${show(step)} is a function of this module, and functions cannot cross to a worker. Export a function that returns it from a file of its own ` +
      'and use fromModule(new URL("./file.ts", import.meta.url), "name"), or load with workers: 0',
  );
}
