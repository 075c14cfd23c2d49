import { show } from "@millrace/core";
import type { Reference } from "../order/reference.ts";
import type { Dataset, ReadContext, Samples } from "./dataset.ts";
import { allPartners, Met, metPartners } from "./met.ts";

/** What one dataset answered for its rows of a batch. */
interface Answer {
  readonly samples: Samples<object> | Promise<Samples<object>>;
  /** The row of the batch, to the position in the answer. */
  readonly positions: ReadonlyMap<number, number>;
}

/** Reads the samples of one batch: by `get` one after another as they are asked for, by `read` and `getMany` at once. */
export class BatchReading {
  readonly #datasets: readonly Dataset[];
  readonly #references: readonly Reference[];
  readonly #context: () => ReadContext;
  readonly #known: ((reference: Reference) => object | undefined) | undefined;
  /** By the number of the dataset. */
  readonly #answers: Answer[] = [];
  /** The places of partners among the references, behind the rows. */
  #places: ReadonlyMap<Reference, number> | undefined;

  /**
   * @param context made when a dataset's `read` is called.
   * @param known the sample of a reference that need not be read; undefined for all others.
   */
  constructor(
    datasets: readonly Dataset[],
    references: readonly Reference[],
    context: () => ReadContext,
    known?: (reference: Reference) => object | undefined,
  ) {
    this.#datasets = datasets;
    this.#references = withPartners(references);
    this.#context = context;
    this.#known = known;
  }

  /**
   * The sample of a row, at once where the dataset answers at once. Each row is to be asked for once, and an error ends
   * the reading.
   */
  take(row: number): unknown {
    const reference = this.#references[row] as Reference;
    const known = this.#known?.(reference);
    if (known !== undefined) return known;
    const { dataset: number, row: index } = reference;
    const dataset = this.#datasets[number] as Dataset;
    if (dataset.read === undefined && dataset.getMany === undefined) return dataset.get(index);
    this.#answers[number] ??= this.#ask(dataset, number);
    const { samples, positions } = this.#answers[number] as Answer;
    const position = positions.get(row) as number;
    return isPromise(samples) ? samples.then((answered) => answered[position]) : samples[position];
  }

  /** As `take`, for a row that may meet others: with them, where it does. */
  takeMet(row: number): unknown {
    const reference = this.#references[row] as Reference;
    if (reference.partners === undefined) return this.take(row);
    this.#places ??= new Map(this.#references.map((one, place) => [one, place]));
    const met = [...allPartners(reference.partners)];
    const all = askAll([row, ...met.map((one) => this.#places?.get(one) as number)], (place) => this.take(place));
    const together = (all: readonly unknown[]) => {
      const [sample, ...others] = all;
      return new Met(
        sample,
        metPartners(reference.partners, (one) => others[met.indexOf(one)]),
      );
    };
    return all.some(isPromise) ? Promise.all(all).then(together) : together(all);
  }

  #ask(dataset: Dataset, number: number): Answer {
    const positions = new Map<number, number>();
    const asked: Reference[] = [];
    for (const [row, reference] of this.#references.entries()) {
      if (reference.dataset === number && this.#known?.(reference) === undefined)
        positions.set(row, asked.push(reference) - 1);
    }
    const name = dataset.read === undefined ? "getMany" : "read";
    const samples: unknown =
      dataset.read === undefined
        ? dataset.getMany?.(asked.map(({ row }) => row))
        : dataset.read(asked, this.#context());
    if (!isPromise(samples)) return { samples: checked(samples, name, asked.length), positions };
    return { samples: samples.then((answered) => checked(answered, name, asked.length)), positions };
  }
}

/** An answer is a list as long as the question; whether its promises are kept is told to those who ask for them. */
function checked(samples: unknown, name: string, length: number): Samples<object> {
  if (!Array.isArray(samples) || samples.length !== length) {
    const got = Array.isArray(samples) ? `${samples.length}` : show(samples);
    throw new TypeError(
      `the dataset's ${name} must return a list of ${length} samples, one for each asked for, got ${got}`,
    );
  }
  for (const sample of samples) if (isPromise(sample)) heed(sample);
  return samples as Samples<object>;
}

/** Sees to it that a promise which nobody asks for any more may be broken without ending the process. */
export function heed(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => {});
}

/** What several questions are answered. Where one throws, the promises of those before it are nobody's any more. */
export function askAll<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Answer,
): Answer[] {
  const answers: Answer[] = [];
  try {
    for (const question of questions) answers.push(ask(question));
  } catch (cause) {
    for (const answer of answers) if (isPromise(answer)) heed(answer);
    throw cause;
  }
  return answers;
}

/** A dataset may bring promises of another library's. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise || typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** The rows of a batch, and behind them whom they meet. */
function withPartners(references: readonly Reference[]): readonly Reference[] {
  if (references.every(({ partners }) => partners === undefined)) return references;
  return [...references, ...references.flatMap(({ partners }) => [...allPartners(partners)])];
}
