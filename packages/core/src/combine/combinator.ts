import type { z } from "zod";
import { OptionError, parseOptions, show } from "../check.ts";
import type { Random } from "../random/random.ts";
import type { Combinator, Definition, JsonObject, ResultOf, Step } from "../transform.ts";

interface CombinatorDescription<Schema extends z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly options: Schema;
  readonly evaluatesAs: "sequence" | "choice";
  /** How the options shrink towards doing nothing; the children shrink by themselves. */
  readonly intensity?: (options: z.output<Schema>, intensity: number) => z.input<Schema>;
  /** Checks the options against the number of children. */
  readonly check?: (options: z.output<Schema>, count: number) => void;
  readonly choose: (random: Random, count: number, options: z.output<Schema>) => readonly number[];
}

/** The factory of a combinator: a transform that runs other transforms. */
export interface CombinatorFactory<Schema extends z.ZodObject> {
  <const Steps extends readonly Step[]>(steps: Steps, options?: z.input<Schema>): Combinator<ResultOf<Steps>>;
  readonly definition: Definition<Schema>;
  readonly combines: true;
}

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
  const build = (steps: readonly Step[], given: unknown): Combinator => {
    checkSteps(name, steps);
    const options = parseOptions(name, schema, given ?? {});
    description.check?.(options, steps.length);
    return {
      type: "combinator",
      name,
      definition: definition as unknown as Definition,
      given: (given ?? {}) as JsonObject,
      children: [...steps],
      evaluatesAs,
      choose: (random) => description.choose(random, steps.length, options),
      rebuild: (children, newGiven) => build(children, newGiven ?? given),
    };
  };
  Object.defineProperty(build, "name", { value: name });
  return Object.assign(build, { definition, combines: true as const }) as unknown as CombinatorFactory<Schema>;
}

function checkSteps(owner: string, steps: unknown): asserts steps is readonly Step[] {
  if (!Array.isArray(steps)) throw new OptionError(`${owner} takes an array of transforms, got ${show(steps)}`);
  steps.forEach((step: unknown, index) => {
    if (isStep(step)) return;
    let hint = "";
    if (typeof step === "object" && step !== null && "type" in step && step.type === "batch") {
      hint = "; it works on whole batches, so give it to the loader as batchTransform";
    }
    throw new OptionError(
      `${owner}: step ${index} must be a transform or a function (sample, random) => sample, got ${show(step)}${hint}`,
    );
  });
  steps.forEach((step: unknown, index) => {
    // `flip` for `flip()` would be called with a sample, as if it were a plain step.
    if (typeof step === "function" && "definition" in step) {
      throw new OptionError(`${owner}: step ${index} is ${step.name} itself; call it: ${step.name}(…)`);
    }
  });
}

/** Whether a value can stand in a policy. */
export function isStep(value: unknown): value is Step {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  return value.type === "leaf" || value.type === "combinator";
}
