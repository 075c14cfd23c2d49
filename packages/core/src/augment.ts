import type { PixelData, Sample } from "./fields/index.ts";
import { type KernelMemory, kernelMemory } from "./kernels/memory.ts";
import { kindNamed } from "./kinds/index.ts";
import type { FieldReader } from "./pixel-source.ts";
import { hashSeed, type Seed } from "./random/key.ts";
import { randomFor } from "./random/random.ts";
import { type Json, type Limits, type Step, stepName } from "./transform.ts";
import type { DrawSource } from "./walk/draw-source.ts";
import { fieldOrder, materialize, type TakePicture } from "./walk/finished-sample.ts";
import { partnersOf, requirePartner } from "./walk/partners.ts";
import type { PixelEngine } from "./walk/pixel-engine.ts";
import { pixelsReader } from "./walk/pixels-reader.ts";
import { compilePolicy, type PolicyNode } from "./walk/policy-tree.ts";
import { type FindPartners, type Partner, runSample, type SampleRun } from "./walk/run-sample.ts";
import { withName } from "./walk/with-name.ts";

/** How fields are read and decoded. */
export interface ReadingOptions {
  /** Fields that no transform sees. */
  readonly passThrough?: readonly string[];
  /** As the loader's option. Default "fast". */
  readonly decode?: "fast" | "exact";
  /** Opens encoded images; the one of "millrace" reads files. Default: decoded fields only. */
  readonly reader?: FieldReader;
  /** The most pixels that a picture may have between two steps. Default 50 million. */
  readonly limits?: Limits;
}

/** How a sample is read, and where those are that it meets. */
export interface ReplayOptions extends ReadingOptions {
  /** Where transforms that meet other samples find them, such as the dataset itself. Default: nowhere, and they throw. */
  readonly partners?: { readonly length: number; get(index: number): Sample };
}

/** How a sample is augmented: what its draws depend on, and how it is read. */
export interface AugmentOptions extends ReplayOptions {
  /** A whole number or a text. The draws depend on it and on the three numbers below, and on nothing else. */
  readonly seed: Seed;
  /** The epoch, from 0. Default 0. */
  readonly epoch?: number;
  /** The sample's index in its dataset. Default 0. */
  readonly index?: number;
  /** Which of the sample's copies, from 0, where a transform makes several. Default 0. */
  readonly copy?: number;
}

/** What came of a sample. */
export interface Augmented {
  /** The sample after the policy: images as `Pixels`, in new memory. */
  readonly sample: Sample;
  /**
   * Everything that was drawn, as plain JSON for `replay`: of a combinator `{ chosen: [{ step, draw }, …] }`, of a transform
   * what it draws. One that asks has `{ draw, answer }`; one that meets other samples has `{ draw, partners }`, or all three,
   * each partner with its `index` and the `draws` of its own steps before.
   */
  readonly draws: Json;
}

/**
 * Runs a transform on one sample, as a loader would with the same seed, epoch and index.
 *
 * @throws whatever is wrong with the sample, the transform's name first.
 */
export async function augment(sample: Sample, transform: Step, options: AugmentOptions): Promise<Augmented> {
  return start(sample, transform, options);
}

/** Where the pictures of a sample go. */
export interface SyncOptions extends AugmentOptions {
  /**
   * Memory for pictures that come out, by field, of the type and the length that do; it becomes their `data`. Nothing is
   * allocated for them then. That of a clip is for all of its frames in a row. Default: new memory.
   */
  readonly into?: Readonly<Record<string, PixelData>>;
  /** True: images stay in kernel memory, as {@link KeptPixels} that the caller gives back. Default false. */
  readonly keep?: boolean;
}

/**
 * As {@link augment}, at once: for decoded images and steps that need not be waited for, where a call for each image should
 * cost next to nothing. Images that lie in kernel memory (`keepPixels`) are read where they lie.
 *
 * @throws TypeError where something has to be waited for: a file, a step that answers later, other samples that do.
 */
export function augmentSync(sample: Sample, transform: Step, { into, keep, ...options }: SyncOptions): Augmented {
  const result = start(sample, transform, options, (memory, pixels, images) => (name, image) => {
    if (keep === true && kindNamed(image.kind).picture?.annotates === false) {
      return pixels.keepOut(memory, image, Object.keys(images).length === 1);
    }
    return pixels.copyOut(memory, image, into?.[name]);
  });
  if (!(result instanceof Promise)) return result;
  // Nobody waits for it, and what becomes of it is nobody's business.
  result.catch(() => undefined);
  throw new TypeError(
    "augmentSync takes decoded images and steps that answer at once, and something here has to be waited for; use augment",
  );
}

/** How pictures are taken, while they lie in kernel memory. */
type Taking = (memory: KernelMemory, pixels: PixelEngine, images: object) => TakePicture;

function start(
  sample: Sample,
  transform: Step,
  options: AugmentOptions,
  taking?: Taking,
): Augmented | Promise<Augmented> {
  const { seed, epoch = 0, index = 0, copy = 0, partners } = options;
  const seedHash = hashSeed(seed);
  const policy = compilePolicy(transform);
  const drawsOf = (number: number, which: number): DrawSource => ({
    random: (node) => randomFor(seedHash, node.pathHash, { seed, epoch, index: number, copy: which }),
    copy: which,
  });
  const meet = (draws: DrawSource): { partners?: FindPartners } => {
    if (partners === undefined || !policy.meets) return {};
    const meetings = partnersOf(policy, draws, partners.length);
    const indicesAt = (node: PolicyNode) => meetings.find((meeting) => meeting.node === node)?.indices ?? [];
    return { partners: (node) => indicesAt(node).map(partnerAt) };
  };
  const partnerAt = (number: number): Partner => {
    const draws = drawsOf(number, 0);
    return { sample: partners?.get(number) ?? {}, index: number, draws, ...meet(draws) };
  };
  const draws = drawsOf(index, copy);
  return run(sample, policy, options, draws, meet(draws), taking);
}

/**
 * Runs a transform on a sample with the draws of an earlier run: byte for byte the same result for the same input. Where
 * it met other samples, the draws name them by their indices, with draws of their own, and `partners` must be those that
 * `augment` had.
 *
 * @throws TypeError when the draws are not those of this policy, when it holds a plain function, whose draws are not
 * recorded, or when there are no partners for those that it met; RangeError for one that `partners` does not have.
 */
export async function replay(
  sample: Sample,
  transform: Step,
  draws: Json,
  options: ReplayOptions = {},
): Promise<Sample> {
  const noDraws: DrawSource = {
    random: ({ path }) => {
      throw new TypeError(
        `replay cannot repeat the plain function at ${path}: what it draws is not recorded. Make it a transform with defineTransform`,
      );
    },
  };
  const { partners: dataset } = options;
  const partners: FindPartners = ({ step }, met = []) => {
    if (met.length === 0) return [];
    if (dataset === undefined) return undefined;
    return met.map(({ index, draws: recorded }) => {
      const number = knownPartner(stepName(step), index, dataset.length);
      return { sample: dataset.get(number), index: number, draws: noDraws, recorded, partners };
    });
  };
  return (await run(sample, compilePolicy(transform), options, noDraws, { recorded: draws, partners })).sample;
}

/** @throws RangeError for a recorded partner that is none of so many samples, the name of its transform first. */
function knownPartner(name: string, index: number | null, size: number): number {
  try {
    return requirePartner(index, size);
  } catch (cause) {
    throw withName(name, cause);
  }
}

function run(
  sample: Sample,
  policy: PolicyNode,
  { reader = pixelsReader, passThrough, decode, limits }: ReadingOptions,
  draws: DrawSource,
  more: Pick<SampleRun, "recorded" | "partners">,
  taking?: Taking,
): Augmented | Promise<Augmented> {
  const memory = kernelMemory();
  return runSample(
    {
      sample,
      policy,
      draws,
      ...more,
      reader,
      memory,
      passThrough: new Set(passThrough),
      ...(decode === undefined ? {} : { decode }),
      ...(limits === undefined ? {} : { limits }),
    },
    (finished, drawn, pixels) => ({
      sample: materialize(
        memory,
        finished,
        fieldOrder(sample, finished),
        pixels,
        pixels === undefined ? undefined : taking?.(memory, pixels, finished.images),
      ),
      draws: drawn,
    }),
  );
}
