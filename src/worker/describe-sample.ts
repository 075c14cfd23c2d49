import { type FieldReader, type ReadableFields, type Sample, tensorTypes } from "@millrace/core";
import {
  annotationFields,
  bytesPerNumber,
  countOf,
  describeSample,
  type FinishedSample,
  fieldOrder,
  initialKernelBytes,
  kindNamed,
  kindOfAny,
  picturesOf,
  runSample,
  type SampleDescription,
  whenReady,
} from "@millrace/core/engine";
import { BatchReading } from "../datasets/batch-reading.ts";
import { Met } from "../datasets/met.ts";
import { isPlainData } from "../loader/is-plain-data.ts";
import { plainCopy } from "../loader/plain-copy.ts";
import type { Reference } from "../order/reference.ts";
import { isSampleError, type Stage } from "./errors.ts";
import { fromCache } from "./from-cache.ts";
import type { LookPlan, PlannedSample } from "./pipeline.ts";
import { type Pipeline, pipelineOf } from "./restore.ts";
import { sampleError } from "./sample-error.ts";
import { sampleRun } from "./sample-run.ts";
import { begins, ends } from "./signs.ts";
import { thread } from "./thread.ts";

/** What the first sample says of all. Plain data. */
export interface Described {
  readonly description: SampleDescription;
  /** Bytes of the finished sample in a batch. */
  readonly sampleBytes: number;
  /** Bytes of a finished sample while it waits for the others: its pixels as the last kernel left them. */
  readonly waitingBytes: number;
  /** Bytes of kernel memory that the sample needs. */
  readonly kernelBytes: number;
  /** The sample as it was read, where this thread reads the data set and the sample is plain data: no need to read it again. */
  readonly sample?: Sample;
}

/** Reads a sample, runs the policy on it, and says what came out. @throws SampleError */
export async function describePlanned(plan: LookPlan, signs?: Int32Array): Promise<Described> {
  const { look: request, epoch } = plan;
  const [planned] = plan.samples as readonly [PlannedSample];
  const pipeline = await pipelineOf(plan.pipeline);
  const desk = thread.desks.take();
  let read: unknown;
  let stage: Stage = "read";
  begins(signs, 0, "read");
  try {
    read = await readAlone(pipeline, plan);
    const { readable, reader } = noting(pipeline.reader(desk));
    const run = sampleRun(pipeline, epoch, planned, await fromCache(pipeline, planned, read, desk), reader);
    const { sample } = run;
    stage = "transform";
    const described = await runSample(run, (finished) => {
      stage = "schema";
      const annotations = annotationFields(finished.outline);
      const order = fieldOrder(sample, finished);
      const values: Sample = { ...finished.outline.others, ...annotations };
      const description = describeSample(finished, annotations, order, request, Object.keys(sample));
      const pixels = Object.values(finished.images).flatMap(picturesOf);
      const waiting = pixels.reduce((sum, { raster }) => sum + pictureBytes(raster, raster.type), 0);
      const written = pixels.reduce(
        (sum, { raster, conversion }) => sum + pictureBytes(raster, conversion === undefined ? raster.type : "float32"),
        0,
      );
      const halved = halvedBytes(description, finished);
      const decoded = Object.values(readable).reduce((sum, field) => sum + pictureBytes(field, field.type), 0);
      return {
        description,
        sampleBytes: written - halved + restBytes(description, values),
        waitingBytes: waiting,
        // Without pixels there is none. The decoded pixels (of a clip one frame's), the passes of the kernels over them, and
        // the result in its staging area.
        kernelBytes: pixels.length + decoded === 0 ? 0 : initialKernelBytes + 2 * decoded + 2 * written,
      };
    });
    // As it was read: its turn may come with other pixels in the place of its files.
    const own = (read instanceof Met ? read.sample : read) as Sample;
    const kept = planned.sample === undefined && isPlainData(own) ? { sample: plainCopy(own) as Sample } : {};
    return { ...described, ...kept };
  } catch (cause) {
    if (isSampleError(cause)) throw cause;
    throw sampleError(plan, planned, read instanceof Met ? read.sample : read, cause, stage);
  } finally {
    ends(signs);
    thread.desks.leave(desk);
  }
}

/** Bytes that images save where their floats are stored in 16 bits. */
function halvedBytes(description: SampleDescription, { images }: FinishedSample): number {
  let bytes = 0;
  for (const { name, dtype } of description) {
    const picture = images[name];
    if (picture === undefined || dtype !== "float16") continue;
    for (const { raster } of picturesOf(picture)) bytes += pictureBytes(raster, "float32") / 2;
  }
  return bytes;
}

/** Bytes in a batch of the fields that hold no pixels. */
function restBytes(description: SampleDescription, values: Sample): number {
  let bytes = 0;
  for (const { name, dtype, shape } of description) {
    if (!Object.hasOwn(values, name)) continue;
    const numbers = tensorTypes.find((type) => type === dtype);
    const fixed = numbers !== undefined && shape.every((size) => size >= 0);
    bytes += fixed ? countOf(shape) * bytesPerNumber(numbers) : kindNamed(kindOfAny(values[name])).bytes(values[name]);
  }
  return bytes;
}

/** A reader that keeps what it read last in sight. */
function noting(inner: FieldReader): { readonly reader: FieldReader; readonly readable: ReadableFields } {
  const readable: Record<string, ReadableFields[string]> = {};
  const reader: FieldReader = {
    read: (sample) =>
      whenReady(inner.read(sample), (fields) => {
        Object.assign(readable, fields);
        return fields;
      }),
  };
  return { reader, readable };
}

const numberBytes = { uint8: 1, uint16: 2, float32: 4 } as const;

function pictureBytes(
  { width, height, channels }: { width: number; height: number; channels: number },
  type: keyof typeof numberBytes,
): number {
  return width * height * channels * numberBytes[type];
}

/** The sample of a plan that holds but one, with those whom it meets: carried by the plan, or from the dataset. */
function readAlone({ datasets, signals, spec: { seed } }: Pipeline, plan: LookPlan): unknown {
  const context = () => ({ epoch: plan.epoch, seed, signal: signals.of(plan) });
  const known = (reference: Reference) => (reference as PlannedSample).sample;
  return new BatchReading(datasets, plan.samples, context, known).takeMet(0);
}
