import { OptionError, type Step } from "@millrace/core";
import { fixedCanvas } from "@millrace/core/engine";
import { effectivePolicy } from "./effective-policy.ts";
import type { CheckedOptions } from "./options.ts";

/** What a loader expects of its workers before they have made anything. */
export interface Expectation {
  /** Bytes of one batch. */
  readonly batch: number;
  /** Bytes of one worker's working memory: kernel memory, shelves and files. */
  readonly working: number;
}

/**
 * At least this many bytes a batch takes, whatever the dataset: known where the policy gives every picture one size, by
 * what its transforms say of themselves. 0 where it does not.
 */
export function leastBatchBytes(options: CheckedOptions): number {
  const policy = effectivePolicy(options);
  const canvas = fixedCanvas(policy);
  if (canvas === undefined) return 0;
  // At least one channel: how many there are, the first sample says; and halves, wherever a field is stated so.
  const halves = Object.values(options.schema).some(
    (stated) => (typeof stated === "string" ? stated : stated.dtype) === "float16",
  );
  return canvas.width * canvas.height * (makesFloats(policy) ? (halves ? 2 : 4) : 1) * options.batchSize;
}

function makesFloats(step: Step | undefined): boolean {
  if (step === undefined || typeof step === "function") return false;
  if (step.type === "leaf") return step.result === "float32";
  return step.name === "compose" && step.children.some(makesFloats);
}

/** Bytes without which a loader stands still. */
interface Need {
  readonly batch: number;
  readonly working?: number;
  /** Samples of one plan, in all threads that hold them. */
  readonly carried?: number;
}

/**
 * Refuses a limit that two batches do not fit into: one to use while the next is made.
 *
 * @param least "at least " where a batch may take more.
 */
export function checkLimit(need: Need, limit: number, least = ""): void {
  const { batch, working = 0, carried = 0 } = need;
  const sum = 2 * batch + working + carried;
  if (sum <= limit) return;
  const beside =
    (working > 0 ? ` and the workers' working memory takes ${megabytes(working)}` : "") +
    (carried > 0 ? ` and a batch's samples on their way take ${megabytes(carried)}` : "");
  throw new OptionError(
    `DataLoader: maxBytes is ${megabytes(limit)}, but a batch takes ${least}${megabytes(batch)} and at least two must fit${beside}: ` +
      `${megabytes(sum)} are needed. Raise maxBytes to ${Math.ceil(sum)} or lower batchSize`,
  );
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
