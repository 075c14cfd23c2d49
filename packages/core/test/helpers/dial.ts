import {
  type AugmentOptions,
  augmentSync,
  type BatchTransform,
  type CollatedBatch,
  type Keypoints,
  type Pixels,
  type Sample,
  type Tensor,
  type Transform,
} from "@millrace/core";
import { hashSeed, randomFor, runBatchTransform } from "@millrace/core/engine";
import { atIntensity } from "../../src/intensity.ts";
import { scene } from "./photograph.ts";
import { mean, variance } from "./statistics.ts";

/** Where the dial is looked at, besides 0. */
export const intensities = [0.1, 0.25, 0.5, 0.75, 1] as const;

/** The change that something makes to the sample of a key, at each of the intensities. */
export type ChangesAt = (index: number) => readonly number[];

const scenes = Array.from({ length: 8 }, (_, number) => scene(number));
const partners = { length: scenes.length, get: (index: number) => scenes[index] as Sample };

/** How far two results of one sample are apart. */
export type Distance = (one: Sample, other: Sample) => number;

/**
 * What a transform changes in photographs, against what it does at `reference`, at the same key: at 0, which is what a model
 * is tested on.
 */
export function changesOf(transform: Transform, distance: Distance, reference = 0): ChangesAt {
  const at = (intensity: number) => atIntensity(transform, intensity);
  const [tested, dialled] = [at(reference), intensities.map(at)];
  return (index) => {
    const options: AugmentOptions = { seed: 17, index, partners };
    const sample = scenes[index % scenes.length] as Sample;
    const expected = augmentSync(sample, tested, options).sample;
    return dialled.map((policy) => distance(augmentSync(sample, policy, options).sample, expected));
  };
}

/** In levels: the mean difference of pictures. One of another size is read at the same shares of its sides. */
export const inLevels: Distance = (one, other) => {
  const [picture, { data, width, height, channels }] = [one.image as Pixels, other.image as Pixels];
  if (picture.width === width && picture.height === height) return difference(picture.data, data);
  const read = Array.from({ length: data.length }, (_, i) => {
    const at = Math.floor(i / channels);
    const column = Math.floor((((at % width) + 0.5) * picture.width) / width);
    const row = Math.floor(((Math.floor(at / width) + 0.5) * picture.height) / height);
    return picture.data[(row * picture.width + column) * channels + (i % channels)] as number;
  });
  return difference(read, data);
};

/**
 * In pixels: how far points are moved on average, where the canvas is another. Seen from the upper left corner and from the
 * lower right one, so that what is cut off or added counts at whichever side it is.
 */
export const inPlaces: Distance = (one, other) => {
  const [here, there] = [one, other].map(({ image, keypoints }) => {
    const { width, height } = image as Pixels;
    const { data } = keypoints as Keypoints;
    return [...data].flatMap((place, i) => [place, (i % 2 === 0 ? width : height) - place]);
  }) as [number[], number[]];
  return difference(here, there);
};

/** What a batch transform changes in batches of photographs, in levels. */
export function batchChangesOf(transform: BatchTransform): ChangesAt {
  const dialled = intensities.map((intensity) => atIntensity(transform, intensity));
  return (index) => {
    const batch = batchOf(4, index);
    const before = (batch.tensors.image as Tensor).data as Uint8Array;
    return dialled.map((one) => {
      const draws = () => randomFor(hashSeed(17), hashSeed("dial"), { seed: 17, epoch: 0, index });
      // It may write into what it is given.
      const given = { ...batch, tensors: structuredClone(batch.tensors) as typeof batch.tensors };
      const { image } = runBatchTransform(one, given, draws).tensors;
      return difference((image as Tensor).data as Uint8Array, before);
    });
  };
}

function batchOf(size: number, first: number): CollatedBatch {
  const pictures = Array.from({ length: size }, (_, i) => scenes[(first + i) % scenes.length]?.image as Pixels);
  const { width, height, channels } = pictures[0] as Pixels;
  const shape = [height, width, channels];
  const data = Uint8Array.from(pictures.flatMap((picture) => [...picture.data]));
  return {
    size,
    tensors: {
      image: { dtype: "uint8", shape: [size, ...shape], data },
      label: { dtype: "int32", shape: [size], data: new Int32Array(size) },
    },
    images: ["image"],
    labels: ["label"],
    schema: [
      { name: "image", kind: "image", dtype: "uint8", shape },
      { name: "label", kind: "label", dtype: "int32", shape: [] },
    ],
    passThrough: [],
    classes: 2,
  };
}

/** The mean of how much two lists differ at each place. */
function difference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length) throw new RangeError(`${one.length} values against ${other.length}`);
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs((one[i] as number) - (other[i] as number));
  return sum / one.length;
}

/** By how much the change rises from one intensity to the next, on average over keys, and the standard error of that. */
export interface Rise {
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  readonly error: number;
}

/** Both ends of a rise have the same keys, so what the keys differ in falls out, and the error is that of the difference. */
export function risesOf(changes: readonly (readonly number[])[]): readonly Rise[] {
  return intensities.slice(1).map((to, i) => {
    const steps = changes.map((row) => (row[i + 1] as number) - (row[i] as number));
    return { from: intensities[i] as number, to, mean: mean(steps), error: Math.sqrt(variance(steps) / steps.length) };
  });
}
