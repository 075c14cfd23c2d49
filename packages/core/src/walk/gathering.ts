import type { PolicyNode } from "./policy-tree.ts";
import { serveMany } from "./serve-many.ts";
import type { ServedItem } from "./served-item.ts";

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

type Around = (serve: () => Promise<readonly unknown[]>) => Promise<readonly unknown[]>;

/**
 * Where the samples of a batch wait at steps that serve many at once. A step is served when no sample of the batch can
 * go on without it, and the steps in the order in which the policy has them; so who is served together depends on the
 * batch alone, not on who came first.
 */
export class Gathering {
  readonly #around: Around;
  #underWay: number;
  readonly #tables = new Map<PolicyNode, Table>();
  #serving = false;
  #dissolved: { readonly error: unknown } | undefined;

  /**
   * @param samples that are still to come to such a step or to their end: all of the batch.
   * @param around is given every call of a step, for it to be timed for example.
   */
  constructor(samples: number, around: Around = (serve) => serve()) {
    this.#underWay = samples;
    this.#around = around;
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

  /** So many more samples are to come to such a step or to their end, or fewer. */
  expect(more: number): void {
    this.#underWay += more;
    if (more < 0) this.#serveWhenComplete();
  }

  /** A sample has come to its end, or failed: nobody has to wait for it any more. */
  left(): void {
    this.expect(-1);
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
    waiting.sort((a, b) => a.row - b.row || (a.item.party < b.item.party ? -1 : 1));
    try {
      const items = waiting.map(({ item }) => item);
      const answers = await this.#around(() => serveMany(node, items));
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
