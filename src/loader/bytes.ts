import {
  evaluationOf,
  type FieldReader,
  OptionError,
  type Outline,
  type ReadableFields,
  type Sample,
  type Step,
} from "@millrace/core";
import { compilePolicy, hashSeed, initialKernelBytes, outlineAfterPolicy, randomFor } from "@millrace/core/engine";
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
 * Bytes of one batch and of a worker's working memory, foretold by running the policy on the outline of a sample: of
 * the batch exactly, where the policy fixes the size. Undefined where a plain function stands in the way.
 */
export async function foretellBytes(
  sample: Sample,
  options: CheckedOptions,
  reader: FieldReader,
): Promise<Expectation | undefined> {
  const readable = await reader.read(sample);
  const outline = outlineOfSample(sample, readable, options);
  if (outline === undefined) return undefined;
  const result = outlineBytes(outline, 4);
  // Finished samples wait as bytes where only the last conversion makes floats of them.
  const floats = Object.values(readable).some(({ type }) => type === "float32");
  const waiting = options.batchSize * outlineBytes(outline, floats ? 4 : 1);
  let decoded = 0;
  for (const { width, height, channels, type } of Object.values(readable)) {
    decoded += width * height * channels * { uint8: 1, uint16: 2, float32: 4 }[type];
  }
  // The decoded pixels, the passes of the kernels over them, and the result in its staging area.
  const kernels = initialKernelBytes + 2 * decoded + 2 * result;
  return { batch: result * options.batchSize, working: kernels + waiting };
}

/**
 * At least this many bytes a batch takes, whatever the dataset: known where the policy gives every image one size.
 * 0 where it does not, or where it needs more than an image to run.
 */
export function leastBatchBytes(options: CheckedOptions): number {
  for (const channels of [1, 3, 4]) {
    try {
      const [wide, tall] = [bytesFrom(640, 480, channels, options), bytesFrom(333, 500, channels, options)];
      return wide === tall ? wide * options.batchSize : 0;
    } catch {
      // A policy for another number of channels, or for samples with more fields: nothing is known before the first sample.
    }
  }
  return 0;
}

function bytesFrom(width: number, height: number, channels: number, options: CheckedOptions): number {
  const open = () => {
    throw new Error("an outline has no pixels");
  };
  const readable: ReadableFields = { image: { kind: "image", width, height, channels, type: "uint8", open } };
  const outline = outlineOfSample({ image: { kind: "image" } }, readable, options);
  return outline === undefined ? 0 : outlineBytes(outline, 4);
}

function outlineOfSample(sample: Sample, readable: ReadableFields, options: CheckedOptions): Outline | undefined {
  const policy = effectivePolicy(options);
  const seed = hashSeed("outline");
  const key = { seed: "outline", epoch: 0, index: 0 };
  return outlineAfterPolicy(
    sample,
    readable,
    policy === undefined ? undefined : compilePolicy(policy),
    { random: (node) => randomFor(seed, node.pathHash, key) },
    new Set(options.passThrough),
  );
}

function outlineBytes(outline: Outline, floatBytes: number): number {
  let bytes = 0;
  for (const field of Object.values(outline.fields)) {
    if (field.kind === "image")
      bytes += field.width * field.height * field.channels * (field.type === "float32" ? floatBytes : 1);
    else if (field.kind === "mask") bytes += field.width * field.height * (field.type === "uint16" ? 2 : 1);
  }
  return bytes;
}

/** Refuses a limit that two batches do not fit into: one to use while the next is made. */
export function checkLimit(batchBytes: number, workingBytes: number, limit: number): void {
  const need = 2 * batchBytes + workingBytes;
  if (need <= limit) return;
  const working = workingBytes > 0 ? ` and the workers' working memory takes ${megabytes(workingBytes)}` : "";
  throw new OptionError(
    `DataLoader: maxBytes is ${megabytes(limit)}, but a batch takes ${megabytes(batchBytes)} and at least two must fit${working}: ` +
      `${megabytes(need)} are needed. Raise maxBytes to ${Math.ceil(need)} or lower batchSize`,
  );
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
