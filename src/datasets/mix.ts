import { OptionError, show } from "@millrace/core";
import { longestPeriod, Period } from "../order/period.ts";
import type { Turn } from "../order/proportions.ts";
import { checkEpochLength } from "../samplers/check-lists.ts";
import { InTurns, type Turns } from "../samplers/in-turns.ts";
import type { EpochContext, Sampler } from "../samplers/sampler.ts";
import type { ColumnDataset, ListedDataset } from "./column-dataset.ts";
import { concat } from "./concat.ts";
import type { Dataset } from "./dataset.ts";
import { setOrdering } from "./ordering.ts";

/** A dataset and its share of a mixture. */
export interface MixPart<Of> {
  readonly dataset: Of;
  /** From 0; shares are weights over their sum. */
  readonly weight: number;
}

/** Weights from a step of the training on. */
export interface MixChange {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** The batch of the epoch, from 0, over all ranks. Default 0. */
  readonly batch?: number;
  /** One for each part, as those in the parts. */
  readonly weights: readonly number[];
}

export interface MixOptions {
  /** Samples of an epoch. Default: those of all parts together. */
  readonly length?: number;
  /** Weights that come later, in the order of their steps. */
  readonly changes?: readonly MixChange[];
}

/**
 * Several datasets as one, of which each has its share of every stretch of an epoch, to within one sample: so of a batch
 * too. The samples of a part come in an order of their own; when all of them came they begin again, augmented anew. Where
 * weights change at a step, the new shares count from there.
 *
 * Weights that are no ratios of whole numbers up to 65,536 are rounded to 65,536ths.
 *
 * A mixture has an order of its own, so it goes into a loader as it is: parts of it (`subset`, `split`) and a `sampler`
 * beside it are refused. Split the parts before they are mixed. In evaluation mode every sample of every part comes once.
 *
 * @param parts at least one, all of samples or all of columns, as for `concat`.
 * @throws OptionError for weights that cannot be, and for changes that are not in order.
 *
 * @example
 * const train = mix([{ dataset: photos, weight: 3 }, { dataset: drawings, weight: 1 }], {
 *   changes: [{ epoch: 5, weights: [1, 1] }],
 * });
 */
export function mix(parts: readonly MixPart<ColumnDataset>[], options?: MixOptions): ColumnDataset;
export function mix<Sample extends object>(
  parts: readonly MixPart<Dataset<Sample>>[],
  options?: MixOptions,
): Dataset<Sample>;
export function mix(parts: readonly MixPart<ListedDataset>[], options: MixOptions = {}): ListedDataset {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new OptionError(`mix: it takes a list of at least one { dataset, weight }, got ${show(parts)}`);
  }
  checkEpochLength("mix", options.length);
  const whole = concat(parts.map(({ dataset }) => dataset as Dataset)) as ListedDataset;
  const weights = parts.map(({ weight }) => weight);
  checkWeights(weights, parts, "the parts' weights");
  const { changes = [] } = options;
  checkChanges(changes, parts);
  return setOrdering(
    whole,
    new Mixture(parts, whole.length, [{ epoch: 0, batch: 0, weights }, ...changes], options.length),
  );
}

/** The order of a mixture. */
class Mixture implements Sampler {
  readonly type = "sampler";
  readonly name = "mix";
  readonly chooses = true;
  readonly identity: readonly unknown[];
  readonly #lengths: readonly number[];
  readonly #length: number;
  readonly #steps: readonly Required<MixChange>[];
  readonly #periods = new Map<readonly number[], Period>();

  constructor(
    parts: readonly MixPart<ListedDataset>[],
    whole: number,
    steps: readonly MixChange[],
    length: number | undefined,
  ) {
    this.#lengths = parts.map(({ dataset }) => dataset.length);
    this.#length = length ?? whole;
    this.#steps = steps.map(({ epoch, batch = 0, weights }) => ({ epoch, batch, weights }));
    this.identity = [this.#lengths, this.#length, this.#steps];
  }

  bind() {
    return { sequence: (context: EpochContext) => this.#sequence(context) };
  }

  #sequence({ seed, epoch, shuffle, size }: EpochContext): InTurns {
    let start = 0;
    const sorts = this.#lengths.map((length) => {
      const first = start;
      start += length;
      return { length, at: (place: number) => first + place };
    });
    const before = this.#steps.findLastIndex(
      (step) => step.epoch < epoch || (step.epoch === epoch && step.batch === 0),
    );
    const stretches = this.#steps
      .slice(before)
      .filter((step, place) => place === 0 || step.epoch === epoch)
      .map(({ batch, weights }, place) => ({
        start: place === 0 ? 0 : Math.ceil(batch * size),
        period: this.#period(weights),
      }));
    return new InTurns(sorts, new Stretches(stretches, sorts.length), {
      ...{ length: this.#length, shuffle, seed, epoch, purpose: "mix" },
    });
  }

  #period(weights: readonly number[]): Period {
    let period = this.#periods.get(weights);
    if (period === undefined) {
      period = new Period(weights);
      this.#periods.set(weights, period);
    }
    return period;
  }
}

interface Stretch {
  /** The position from which the period holds. */
  readonly start: number;
  readonly period: Period;
}

/** Turns of which the proportions change at some positions. */
class Stretches implements Turns {
  readonly #stretches: readonly Stretch[];
  /** For each stretch how many turns each source had before it. */
  readonly #before: readonly (readonly number[])[];

  constructor(stretches: readonly Stretch[], sources: number) {
    this.#stretches = stretches;
    const before: number[][] = [new Array<number>(sources).fill(0)];
    for (const [number, { start, period }] of stretches.slice(0, -1).entries()) {
      const turns = (stretches[number + 1] as Stretch).start - start;
      before.push((before[number] as number[]).map((count, source) => count + period.turnsOf(source, turns)));
    }
    this.#before = before;
  }

  at(position: number, turn: Turn): void {
    let number = this.#stretches.length - 1;
    while ((this.#stretches[number] as Stretch).start > position) number--;
    const { start, period } = this.#stretches[number] as Stretch;
    period.at(position - start, turn);
    turn.nth += this.#before[number]?.[turn.source] as number;
  }
}

function checkWeights(weights: readonly number[], parts: readonly MixPart<ListedDataset>[], what: string): void {
  if (!Array.isArray(weights) || weights.length !== parts.length) {
    throw new OptionError(`mix: ${what} must be a list of ${parts.length}, one for each part, got ${show(weights)}`);
  }
  for (const [part, weight] of weights.entries()) {
    if (!(typeof weight === "number" && weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new OptionError(`mix: ${what} must be numbers from 0, but that of part ${part} is ${show(weight)}`);
    }
    if (weight > 0 && parts[part]?.dataset.length === 0) {
      throw new OptionError(`mix: part ${part} has no samples, so its weight must be 0, got ${weight}`);
    }
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const rare = weights.find((weight) => weight > 0 && weight / sum < 1 / longestPeriod);
  if (rare !== undefined) {
    throw new OptionError(
      `mix: a weight of ${what} must be 0 or at least 1/${longestPeriod} of all, got ${rare} of ${sum}`,
    );
  }
  if (weights.every((weight) => weight === 0)) throw new OptionError(`mix: ${what} are all 0; one must be above`);
  if (weights.length > longestPeriod) throw new OptionError(`mix: there may be at most ${longestPeriod} parts`);
}

function checkChanges(changes: readonly MixChange[], parts: readonly MixPart<ListedDataset>[]): void {
  let last = { epoch: 0, batch: 0 };
  for (const [number, { epoch, batch = 0, weights }] of changes.entries()) {
    const isStep = [epoch, batch].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!isStep || epoch < last.epoch || (epoch === last.epoch && batch <= last.batch)) {
      throw new OptionError(
        `mix: changes[${number}] must be at an epoch and batch behind epoch ${last.epoch}, batch ${last.batch}, got ${show({ epoch, batch })}`,
      );
    }
    checkWeights(weights, parts, `the weights of changes[${number}]`);
    last = { epoch, batch };
  }
}
