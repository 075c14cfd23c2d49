import { type BatchTransform, type Json, OptionError, type Seed, type Step, show } from "@millrace/core";
import { childrenOf, encodeStep, isBuiltIn } from "@millrace/core/engine";
import { type DatasetRecipe, type Recipe, recipeOf } from "../recipe.ts";
import type { PipelineSpec } from "../worker/pipeline.ts";
import { keepLocal } from "../worker/restore.ts";
import { effectivePolicy } from "./bytes.ts";
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
    code: {},
    seed,
    ...(classes === undefined ? {} : { classes: [...classes] }),
    layout: options.layout,
    schema: options.schema,
    collate: options.collate,
    passThrough: options.passThrough,
    decode: options.decode,
    maxPixels: options.maxPixels,
  };
  if (options.workers === 0) return keepLocal(spec, policy, mixing);
  const code: Record<string, Recipe> = {};
  return {
    ...spec,
    code,
    ...(policy === undefined ? {} : { policy: encodePolicy(policy, code) }),
    ...(mixing === undefined ? {} : { batchTransform: encodePolicy(mixing, code) }),
    ...(dataset === undefined ? {} : { dataset: dataset.recipe }),
  };
}

/** The policy as JSON; code of the user's goes by a name, and `code` says which recipe makes it. */
function encodePolicy(policy: Step | BatchTransform, code: Record<string, Recipe>): Json {
  const lend = (recipe: Recipe): string => {
    const name = `code:${Object.keys(code).length}`;
    code[name] = recipe;
    return name;
  };
  return encodeStep(policy, (step) => {
    const recipe = recipeOf(step);
    if (recipe !== undefined) return lend(recipe);
    if (typeof step === "function") throw cannotCross(step);
    if (isBuiltIn(step) || childrenOf(step) !== undefined) return undefined;
    if (step.module !== undefined) return lend({ module: step.module, name: step.name, options: step.given });
    throw new OptionError(
      `the transform ${step.name} is not one of Millrace's own and does not say where workers find it: ` +
        `give its definition module: import.meta.url and export its factory as ${step.name}`,
    );
  });
}

function cannotCross(step: Step): OptionError {
  return new OptionError(
    `${show(step)} is a function of this module, and functions cannot cross to a worker. Export a function that returns it from a file of its own ` +
      'and use fromModule(new URL("./file.ts", import.meta.url), "name"), or load with workers: 0',
  );
}
