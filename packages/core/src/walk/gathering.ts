import type { Sample } from "../fields/index.ts";
import { type Json, stepName } from "../transform.ts";
import type { PolicyNode } from "./policy-tree.ts";
import type { ServedItem } from "./run-sample.ts";

interface Waiting {
  readonly row: number;
  readonly item: ServedItem;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Table {
  readonly node: PolicyNode;
  readonly waiting: Waiting[];
}

/**
 * Where the samples of a batch wait at steps that serve many at once. A step is served when no sample of the batch can
 * go on without it, and the steps in the order in which the policy has them; so who is served together depends on the
 * batch alone, not on who came first.
 */
export class Gathering {
  #underWay: number;
  readonly #tables = new Map<PolicyNode, Table>();
  #serving = false;
  #dissolved: { readonly error: unknown } | undefined;

  /** @param samples that are still to come to such a step or to their end: all of the batch. */
  constructor(samples: number) {
    this.#underWay = samples;
  }

  /** Samples that wait now. */
  get waiting(): number {
    let sum = 0;
    for (const { waiting } of this.#tables.values()) sum += waiting.length;
    return sum;
  }

  /** Waits for the step's answer to this sample. */
  join(node: PolicyNode, row: number, item: ServedItem): Promise<unknown> {
    if (this.#dissolved !== undefined) return Promise.reject(this.#dissolved.error);
    return new Promise((resolve, reject) => {
      let table = this.#tables.get(node);
      if (table === undefined) {
        table = { node, waiting: [] };
        this.#tables.set(node, table);
      }
      table.waiting.push({ row, item, resolve, reject });
      this.#serveWhenComplete();
    });
  }

  /** A sample has come to its end, or failed: nobody has to wait for it any more. */
  left(): void {
    this.#underWay--;
    this.#serveWhenComplete();
  }

  /** Nobody is served any more: whoever waits, or comes, is turned away with this error. */
  dissolve(error: unknown): void {
    this.#dissolved ??= { error };
    for (const { waiting } of this.#tables.values()) for (const { reject } of waiting) reject(error);
    this.#tables.clear();
  }

  #serveWhenComplete(): void {
    if (this.#serving || this.waiting < this.#underWay || this.#tables.size === 0) return;
    const tables = [...this.#tables.values()];
    const first = tables.reduce((best, table) => (table.node.place < best.node.place ? table : best));
    this.#tables.delete(first.node);
    this.#serving = true;
    void this.#serve(first);
  }

  async #serve({ node, waiting }: Table): Promise<void> {
    waiting.sort((a, b) => a.row - b.row);
    try {
      const answers = await call(
        node,
        waiting.map(({ item }) => item),
      );
      this.#serving = false;
      waiting.forEach(({ resolve }, i) => {
        resolve(answers[i]);
      });
    } catch (error) {
      this.#serving = false;
      for (const { reject } of waiting) reject(error);
    }
  }
}

/** One call for all items of a step. @throws TypeError where not every item got an answer. */
async function call({ step }: PolicyNode, items: readonly ServedItem[]): Promise<readonly unknown[]> {
  if (typeof step === "function" || step.type !== "leaf") return [];
  const questions: Json[] = [];
  const samples: Sample[] = [];
  const draws: Json[] = [];
  for (const item of items) {
    if ("question" in item) questions.push(item.question);
    else {
      samples.push(item.sample);
      draws.push(item.draw);
    }
  }
  const answers = questions.length > 0 ? await step.answer?.(questions) : await step.applyMany?.(samples, draws);
  if (!Array.isArray(answers) || answers.length !== items.length) {
    const got = Array.isArray(answers) ? `${answers.length}` : String(answers);
    throw new TypeError(
      `${stepName(step)} must answer all ${items.length} samples of the batch, in their order, got ${got}`,
    );
  }
  return answers;
}
