import type { DrawSource } from "./execute/draw.ts";
import { materialize } from "./execute/finish.ts";
import { pixelsReader } from "./execute/pixels-reader.ts";
import { compilePolicy } from "./execute/policy-tree.ts";
import { runSample } from "./execute/run-sample.ts";
import type { Sample } from "./fields/index.ts";
import { kernelMemory } from "./kernels/memory.ts";
import type { FieldReader } from "./pixel-source.ts";
import { hashSeed, type Seed } from "./random/key.ts";
import { randomFor } from "./random/random.ts";
import type { Json, Step } from "./transform.ts";

export interface AugmentOptions {
  /** The draws depend on it and on the three numbers below, and on nothing else. */
  readonly seed: Seed;
  /** Default 0. */
  readonly epoch?: number;
  /** The sample's index in its dataset. Default 0. */
  readonly index?: number;
  /** Default 0. */
  readonly copy?: number;
  /** Fields that no transform sees. */
  readonly passThrough?: readonly string[];
  /** As the loader's option. Default "fast". */
  readonly decode?: "fast" | "exact";
  /** Opens encoded images; the one of "millrace" reads files. Default: decoded fields only. */
  readonly reader?: FieldReader;
}

export interface Augmented {
  /** The sample after the policy: images as `Pixels`, in new memory. */
  readonly sample: Sample;
  /** Everything that was drawn, as plain JSON for `replay`. */
  readonly draws: Json;
}

/**
 * Runs a transform on one sample, as a loader would with the same seed, epoch and index.
 *
 * @throws whatever is wrong with the sample, the transform's name first.
 */
export async function augment(sample: Sample, transform: Step, options: AugmentOptions): Promise<Augmented> {
  const { seed, epoch = 0, index = 0, copy = 0 } = options;
  const seedHash = hashSeed(seed);
  return run(sample, transform, options, {
    random: (node) => randomFor(seedHash, node.pathHash, { seed, epoch, index, copy }),
  });
}

/**
 * Runs a transform on a sample with the draws of an earlier run: byte for byte the same result for the same input.
 *
 * @throws TypeError when the draws are not those of this policy, or when it holds a plain function, whose draws are not recorded.
 */
export async function replay(
  sample: Sample,
  transform: Step,
  draws: Json,
  options: Pick<AugmentOptions, "passThrough" | "reader" | "decode"> = {},
): Promise<Sample> {
  const noDraws: DrawSource = {
    random: ({ path }) => {
      throw new TypeError(
        `replay cannot repeat the plain function at ${path}: what it draws is not recorded. Make it a transform with defineTransform`,
      );
    },
  };
  return (await run(sample, transform, options, noDraws, draws)).sample;
}

async function run(
  sample: Sample,
  transform: Step,
  options: Pick<AugmentOptions, "passThrough" | "reader" | "decode">,
  draws: DrawSource,
  recorded?: Json,
): Promise<Augmented> {
  const memory = kernelMemory();
  return runSample(
    {
      sample,
      policy: compilePolicy(transform),
      draws,
      ...(recorded === undefined ? {} : { recorded }),
      reader: options.reader ?? pixelsReader,
      memory,
      passThrough: new Set(options.passThrough),
      ...(options.decode === undefined ? {} : { decode: options.decode }),
    },
    (finished, drawn) => ({ sample: materialize(memory, finished, fieldOrder(sample, finished)), draws: drawn }),
  );
}

/** The fields in the order of the sample, then those that a step added. */
export function fieldOrder(
  sample: Sample,
  { outline, images }: { outline: { fields: object; others: object }; images: object },
): string[] {
  const present = new Set([...Object.keys(images), ...Object.keys(outline.fields), ...Object.keys(outline.others)]);
  return [
    ...Object.keys(sample).filter((name) => present.has(name)),
    ...[...present].filter((name) => !(name in sample)),
  ];
}
