import { hashText } from "../random/key.ts";
import type { DrawSource } from "./draw-source.ts";
import type { PolicyNode } from "./policy-tree.ts";
import { withName } from "./with-name.ts";

/** The samples that one meets at a step. */
export interface Meeting {
  readonly node: PolicyNode;
  /** Their indices in the dataset, in order. */
  readonly indices: readonly number[];
}

/**
 * Whom a sample meets on its way through a policy: known before anything is read, from its key alone. Combinators choose
 * as they will when the sample comes; steps that meet nobody are passed by.
 *
 * @param size samples in the dataset.
 * @throws RangeError for a partner that does not exist; what `partners` throws, the name of its transform first.
 */
export function partnersOf(policy: PolicyNode | undefined, draws: DrawSource, size: number): readonly Meeting[] {
  const meetings: Meeting[] = [];
  const visit = (node: PolicyNode): void => {
    const { step } = node;
    if (!node.meets || typeof step === "function") return;
    if (step.type === "combinator") {
      for (const position of step.choose(draws.random(node))) visit(node.children[position] as PolicyNode);
      return;
    }
    const path = `${node.path}/partners`;
    try {
      const indices = step.partners?.(draws.random({ path, pathHash: hashText(path) }), size) ?? [];
      for (const index of indices) requirePartner(index, size);
      meetings.push({ node, indices });
    } catch (cause) {
      throw withName(step.name, cause);
    }
  };
  if (policy !== undefined) visit(policy);
  return meetings;
}

/** @throws RangeError for a partner that is none of the dataset's `size` samples. */
export function requirePartner(index: number | null, size: number): number {
  if (index !== null && Number.isSafeInteger(index) && index >= 0 && index < size) return index;
  throw new RangeError(`a partner must be one of ${size} samples, a whole number from 0, got ${index}`);
}
