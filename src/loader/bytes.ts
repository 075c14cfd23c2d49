import { evaluationOf, OptionError, type Step } from "@millrace/core";
import { fixedCanvas } from "@millrace/core/engine";
import type { CheckedOptions } from "./options.ts";

/** The policy that a loader runs: in evaluation mode the counterpart of what was given. */
export function effectivePolicy({ transform, mode }: Pick<CheckedOptions, "transform" | "mode">): Step | undefined {
  return transform === undefined || mode === "train" ? transform : evaluationOf(transform);
}

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
  // At least one channel: how many there are, the first sample says.
  return canvas.width * canvas.height * (makesFloats(policy) ? 4 : 1) * options.batchSize;
}

function makesFloats(step: Step | undefined): boolean {
  if (step === undefined || typeof step === "function") return false;
  if (step.type === "leaf") return step.result === "float32";
  return step.name === "compose" && step.children.some(makesFloats);
}

/**
 * Refuses a limit that two batches do not fit into: one to use while the next is made.
 *
 * @param least "at least " where a batch may take more.
 */
export function checkLimit(batchBytes: number, workingBytes: number, limit: number, least = ""): void {
  const need = 2 * batchBytes + workingBytes;
  if (need <= limit) return;
  const working = workingBytes > 0 ? ` and the workers' working memory takes ${megabytes(workingBytes)}` : "";
  throw new OptionError(
    `DataLoader: maxBytes is ${megabytes(limit)}, but a batch takes ${least}${megabytes(batchBytes)} and at least two must fit${working}: ` +
      `${megabytes(need)} are needed. Raise maxBytes to ${Math.ceil(need)} or lower batchSize`,
  );
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
