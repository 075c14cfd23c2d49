import type { BadSample } from "../loader/bad-samples.ts";

/** How often samples are bad for one reason. */
export interface ReasonCount {
  readonly stage: BadSample["stage"];
  /** As the first of them has it, without its path. */
  readonly reason: string;
  readonly samples: number;
  /** The index of the first. */
  readonly first: number;
}

/** Reasons beyond are counted together: messages are a user's too, and may be as many as samples. */
const mostReasons = 200;

/** Counts samples by stage and reason. Reasons that differ in paths and numbers alone are one. */
export class ReasonCounts {
  readonly #counts = new Map<string, { -readonly [Name in keyof ReasonCount]: ReasonCount[Name] }>();

  add({ index, path, stage, reason }: Pick<BadSample, "index" | "path" | "stage" | "reason">): void {
    const own = path === undefined ? reason : reason.replaceAll(path, "").replace(/^: /, "");
    let key = `${stage} ${own.replaceAll(/\d+/g, "0")}`;
    let said = own;
    if (!this.#counts.has(key) && this.#counts.size >= mostReasons) {
      key = stage;
      said = "other reasons";
    }
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { stage, reason: said, samples: 1, first: index });
    else known.samples++;
  }

  /** The most frequent first. */
  get list(): readonly ReasonCount[] {
    return [...this.#counts.values()].sort((one, other) => other.samples - one.samples || one.first - other.first);
  }
}
