import {
  type Augmented,
  type AugmentOptions,
  augment as augmentDecoded,
  type Json,
  type ReplayOptions,
  replay as replayDecoded,
  type Sample,
  type Step,
} from "@millrace/core";
import { fieldReader } from "./decode/field-reader.ts";

/**
 * Runs a transform on one sample in the calling thread, as a loader with the same seed, epoch and index would; files
 * and encoded images are read and decoded.
 */
export function augment(sample: Sample, transform: Step, options: AugmentOptions): Promise<Augmented> {
  return augmentDecoded(sample, transform, { reader: fieldReader(), ...options });
}

/**
 * Runs a transform with the draws that `augment` returned: byte for byte the same result. One that met other samples finds
 * them again in `partners`, by the indices that the draws name.
 */
export function replay(sample: Sample, transform: Step, draws: Json, options: ReplayOptions = {}): Promise<Sample> {
  return replayDecoded(sample, transform, draws, { reader: fieldReader(), ...options });
}
