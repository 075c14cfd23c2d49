import type { z } from "zod";
import { type BatchCombinator, type BatchTransform, isBatchTransform, type LabelsOf } from "../batch-transform.ts";
import { OptionError, parseOptions, show } from "../check.ts";
import { kindOfStep, placeOfKind } from "../policy/any-step.ts";
import type { Random } from "../random/random.ts";
import { type ColumnSequence, type ColumnTransform, isColumnTransform } from "../tabular/column-transform.ts";
import {
  type Combinator,
  changesOfAll,
  type Definition,
  type JsonObject,
  type ResultOf,
  type Step,
} from "../transform.ts";
import { isStep } from "./is-step.ts";

interface CombinatorDescription<Schema extends z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly options: Schema;
  readonly evaluatesAs: Combinator["evaluatesAs"];
  /** How the options shrink towards doing nothing; the children shrink by themselves. */
  readonly intensity?: (options: z.output<Schema>, intensity: number) => z.input<Schema>;
  /** Checks the options against the number of children. */
  readonly check?: (options: z.output<Schema>, count: number) => void;
  /** Checks the children, which are steps of samples. */
  readonly checkSteps?: (steps: readonly Step[]) => void;
  readonly choose: (random: Random, count: number, options: z.output<Schema>) => readonly number[];
}

/** The factory of a combinator: a transform that runs other transforms, of samples or of batches. */
export interface CombinatorFactory<Schema extends z.ZodObject> {
  <const Steps extends readonly [BatchTransform, ...BatchTransform[]]>(
    steps: Steps,
    options?: z.input<Schema>,
  ): BatchCombinator<LabelsOf<Steps>>;
  (steps: readonly [ColumnTransform, ...ColumnTransform[]], options?: z.input<Schema>): ColumnSequence;
  <const Steps extends readonly Step[]>(steps: Steps, options?: z.input<Schema>): Combinator<ResultOf<Steps>>;
  readonly definition: Definition<Schema>;
  readonly combines: true;
}

/** Makes the factory of a combinator from its description. Children and options are checked when the factory is called. */
export function defineCombinator<Schema extends z.ZodObject>(
  description: CombinatorDescription<Schema>,
): CombinatorFactory<Schema> {
  const { name, options: schema, evaluatesAs } = description;
  const definition: Definition<Schema> = {
    name,
    summary: description.summary,
    options: schema,
    changes: [],
    evaluation: "same",
    intensity: description.intensity ?? "fixed",
  };
  const build = (steps: readonly unknown[], given: unknown): Combinator | BatchCombinator | ColumnSequence => {
    checkSteps(name, steps);
    const options = parseOptions(name, schema, given ?? {});
    description.check?.(options, steps.length);
    const common = {
      name,
      definition: definition as unknown as Definition,
      given: (given ?? {}) as JsonObject,
    };
    const choose = (random: Random) => description.choose(random, steps.length, options);
    if (isOfColumns(steps)) {
      if (name !== "compose") {
        throw new OptionError(
          `${name} goes by samples, and column transforms see all rows at once; compose([…]) takes them`,
        );
      }
      return {
        type: "columns",
        combines: true,
        ...common,
        children: [...steps],
        changes: changesOfAll(steps),
        rebuild: (children, newGiven) => build(children, newGiven ?? given) as ColumnSequence,
      };
    }
    if (isOfBatches(steps)) {
      if (evaluatesAs === "each") throw new OptionError(`${name} makes several of one sample, and a batch is not one`);
      if (evaluatesAs === "frames")
        throw new OptionError(`${name} goes by the frames of a sample, and a batch is not one`);
      return {
        ...common,
        type: "batch",
        combines: true,
        choose,
        children: [...steps],
        changes: changesOfAll(steps),
        ...(steps.some(({ labels }) => labels === "soft") ? { labels: "soft" as const } : {}),
        rebuild: (children, newGiven) => build(children, newGiven ?? given) as BatchCombinator,
      };
    }
    description.checkSteps?.(steps as readonly Step[]);
    return {
      ...common,
      type: "combinator",
      choose,
      children: [...(steps as readonly Step[])],
      changes: changesOfAll(steps as readonly Step[]),
      evaluatesAs,
      rebuild: (children, newGiven) => build(children, newGiven ?? given) as Combinator,
    };
  };
  Object.defineProperty(build, "name", { value: name });
  return Object.assign(build, { definition, combines: true as const }) as unknown as CombinatorFactory<Schema>;
}

function isOfBatches(steps: readonly unknown[]): steps is readonly BatchTransform[] {
  return steps.length > 0 && steps.every(isBatchTransform);
}

function isOfColumns(steps: readonly unknown[]): steps is readonly ColumnTransform[] {
  return steps.length > 0 && steps.every(isColumnTransform);
}

function checkSteps(owner: string, steps: unknown): asserts steps is readonly unknown[] {
  if (!Array.isArray(steps)) throw new OptionError(`${owner} takes an array of transforms, got ${show(steps)}`);
  const all: readonly unknown[] = steps;
  if (isOfBatches(all) || isOfColumns(all)) return;
  checkSampleSteps(owner, steps);
}

function checkSampleSteps(owner: string, steps: readonly unknown[]): void {
  steps.forEach((step, index) => {
    if (isStep(step)) return;
    const kind = kindOfStep(step);
    const hint = kind === undefined ? "" : `; it ${placeOfKind[kind]}`;
    throw new OptionError(
      `${owner}: step ${index} must be a transform or a function (sample, random) => sample, got ${show(step)}${hint}`,
    );
  });
  steps.forEach((step, index) => {
    // `flip` for `flip()` would be called with a sample, as if it were a plain step.
    if (typeof step === "function" && "definition" in step) {
      throw new OptionError(`${owner}: step ${index} is ${step.name} itself; call it: ${step.name}(…)`);
    }
  });
}
