import { type PolicyNode, partnersOf } from "@millrace/core/engine";
import type { Draws } from "./draws.ts";
import type { Partners, Places, Reference } from "./reference.ts";

/**
 * Whom each sample of an epoch meets at which step of the policy, and whom those meet on their way there: from the keys
 * alone, before anything is read.
 */
export class Meetings {
  readonly #policy: PolicyNode;
  readonly #draws: Draws;
  readonly #places: Places;

  constructor(policy: PolicyNode, draws: Draws, places: Places) {
    this.#policy = policy;
    this.#draws = draws;
    this.#places = places;
  }

  /**
   * The partners of a sample, by the paths of the steps.
   *
   * @param before only at steps that stand before this one in the policy.
   */
  of(index: number, copy: number, before = Number.POSITIVE_INFINITY): Partners {
    const met: Record<string, readonly Reference[]> = {};
    for (const { node, indices } of partnersOf(this.#policy, this.#draws(index, copy), this.#places.length)) {
      if (node.place >= before) continue;
      met[node.path] = indices.map((partner) => {
        const own = this.of(partner, 0, node.place);
        const reference = { index: partner, copy: 0, ...this.#places.at(partner) };
        return Object.keys(own).length === 0 ? reference : { ...reference, partners: own };
      });
    }
    return met;
  }
}
