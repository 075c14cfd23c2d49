import {
  type FieldReader,
  kindOf,
  type Limits,
  type MaskPixels,
  type Pixels,
  type ReadableClip,
  type ReadableField,
  type ReadableFields,
  type Sample,
  type Step,
} from "@millrace/core";
import {
  annotationFields,
  compilePolicy,
  fieldOrder,
  fixedDraws,
  fixedOutline,
  type KernelMemory,
  materialize,
  type PolicyNode,
  readableClip,
  runSample,
  whenReady,
} from "@millrace/core/engine";
import type { FileMemory } from "../../decode/file-memory.ts";
import type { Account } from "./account.ts";
import type { PictureSize, StoredPicture } from "./entry.ts";
import { type Identity, identify, isUnchanged, type PictureField, pictureFields } from "./key.ts";
import type { Store } from "./store.ts";
import { codeVersion } from "./version.ts";

/** How the sample of a loader is read. */
export interface ReadingContext {
  readonly reader: FieldReader;
  /** Memory for the sample's files, until it is finished. */
  readonly files: FileMemory;
  readonly memory: KernelMemory;
  readonly passThrough: ReadonlySet<string>;
  readonly limits: Limits;
  readonly maxFileBytes: number;
}

/** Steps that run once, in front of what is kept. */
export interface CacheSteps {
  readonly step: Step;
  /** As text, for keys. */
  readonly text: string;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * What stands between the samples that a dataset gives and the policy: pictures come out of a store decoded, and are put
 * there where they were not in it yet.
 *
 * The bytes are the same whether a sample was found, made, or had no room. Where anything is odd (a file that cannot be
 * had, damaged data, a picture larger than the loader allows), the sample goes on as it came: what reads it then finds the
 * same, and says what.
 */
export class SampleCache {
  readonly account: Account;
  /** The steps as text; undefined where pictures are kept as they are. */
  readonly stepsText: string | undefined;
  readonly #store: Store;
  readonly #policy: PolicyNode | undefined;

  constructor(store: Store, account: Account, steps: CacheSteps | undefined) {
    this.#store = store;
    this.account = account;
    this.stepsText = steps?.text;
    this.#policy = steps === undefined ? undefined : compilePolicy(steps.step);
  }

  /** A sample with its pictures decoded, and behind the steps. It is a new one; what was given stays as it is. */
  prepare(sample: Sample, context: ReadingContext): Sample | Promise<Sample> {
    const fields = pictureFields(sample);
    if (this.#policy === undefined && !fields.some(({ encoded }) => encoded)) return sample;
    return whenReady(codeVersion(), (version) => this.#prepare(sample, fields, version, context));
  }

  /** Called in a worker when no pipeline there uses it any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#store.close?.();
  }

  #prepare(
    sample: Sample,
    fields: readonly PictureField[],
    version: string,
    context: ReadingContext,
  ): Sample | Promise<Sample> {
    const { passThrough, maxFileBytes } = context;
    const kept = this.#policy === undefined ? fields.filter(({ encoded }) => encoded) : fields;
    const all = `${version} ${this.stepsText ?? ""}`;
    const identity = identify(fields, all, this.#policy !== undefined, passThrough, maxFileBytes);
    const found = identity === undefined ? undefined : this.#find(sample, kept, identity, context);
    if (found !== undefined) {
      this.account.count("hits");
      return found;
    }
    this.account.count("misses");
    if (this.#policy !== undefined) return this.#step(sample, kept, identity, this.#policy, context);
    // Without room only the window is decoded that the policy needs: better than all of it, for nothing.
    return identity !== undefined && this.#store.hasRoom ? this.#decode(sample, kept, identity, context) : sample;
  }

  #find(sample: Sample, kept: readonly PictureField[], { key }: Identity, context: ReadingContext): Sample | undefined {
    const pictures = this.#store.get(key, context.files);
    if (pictures === undefined || pictures.length !== kept.length) return undefined;
    // Another loader may have allowed more.
    const { maxPixels } = context.limits;
    if (pictures.some(({ whole }) => whole.width * whole.height > maxPixels)) return undefined;
    if (this.#policy === undefined) return withPictures(sample, kept, pictures);
    const outline = fixedOutline(sample, readableOf(sample, kept, pictures), this.#policy, context);
    return withPictures({ ...sample, ...annotationFields(outline) }, kept, pictures);
  }

  /** Decodes the pictures of a sample, whole and at their full size, and keeps them. */
  #decode(
    sample: Sample,
    kept: readonly PictureField[],
    identity: Identity,
    context: ReadingContext,
  ): Sample | Promise<Sample> {
    // All of them, since a mask is turned as the image beside it is.
    const pictures: Sample = {};
    for (const { name } of pictureFields(sample)) pictures[name] = sample[name];
    const names = [...new Set(kept.map(({ name }) => name))];
    // Damage in a part that the policy does not need is none to it, and what it needs it finds damaged by itself.
    const damaged = () => sample;
    try {
      const decoding = this.#run(pictures, names, undefined, context);
      if (decoding instanceof Promise) {
        return decoding.then((made) => this.#keep(sample, kept, made, identity), damaged);
      }
      return this.#keep(sample, kept, decoding, identity);
    } catch {
      return damaged();
    }
  }

  /** Runs the steps on a sample, and keeps what came out. */
  #step(
    sample: Sample,
    kept: readonly PictureField[],
    identity: Identity | undefined,
    policy: PolicyNode,
    context: ReadingContext,
  ): Sample | Promise<Sample> {
    return whenReady(this.#run(sample, undefined, policy, context), (made) =>
      identity === undefined ? made.sample : this.#keep(made.sample, kept, made, identity),
    );
  }

  #keep(sample: Sample, kept: readonly PictureField[], made: Made, identity: Identity): Sample {
    const pictures = kept.map(({ name, frame }): StoredPicture => {
      const [value, readable] = [made.sample[name], made.readable[name]] as const;
      if (frame === undefined) return { value: value as Picture, whole: sizeOf(readable as ReadableField) };
      const { frames } = readable as ReadableClip;
      return { value: framesIn(value)[frame] as Picture, whole: sizeOf(frames[frame] as ReadableField) };
    });
    if (this.#store.hasRoom && isUnchanged(identity)) this.#store.put(identity.key, pictures);
    return withPictures(sample, kept, pictures);
  }

  /** @param names the fields that are wanted; undefined for all. */
  #run(
    sample: Sample,
    names: readonly string[] | undefined,
    policy: PolicyNode | undefined,
    { reader, memory, passThrough, limits }: ReadingContext,
  ): Made | Promise<Made> {
    let readable: ReadableFields = {};
    const noting: FieldReader = {
      read: (read) =>
        whenReady(reader.read(read), (fields) => {
          readable = fields;
          return fields;
        }),
    };
    return runSample(
      {
        ...{ sample, policy, draws: fixedDraws, reader: noting, memory, limits },
        decode: "exact",
        passThrough: policy === undefined ? nothing : passThrough,
      },
      (finished, _draws, pixels) => {
        const order = names ?? fieldOrder(sample, finished);
        return { sample: materialize(memory, finished, order, pixels), readable };
      },
    );
  }
}

interface Made {
  readonly sample: Sample;
  /** What its pictures were before the steps. */
  readonly readable: ReadableFields;
}

type Picture = StoredPicture["value"];

function withPictures(sample: Sample, kept: readonly PictureField[], pictures: readonly StoredPicture[]): Sample {
  const whole = { ...sample };
  for (let i = 0; i < kept.length; i++) {
    const { name, frame } = kept[i] as PictureField;
    const { value } = pictures[i] as StoredPicture;
    if (frame === undefined) whole[name] = value satisfies Pixels | MaskPixels;
    else {
      // What was given stays as it is.
      if (whole[name] === sample[name])
        whole[name] = { ...(sample[name] as object), frames: [...framesIn(sample[name])] };
      (framesIn(whole[name]) as unknown[])[frame] = value;
    }
  }
  return whole;
}

/** What is known of stored pictures, which nobody opens. */
function readableOf(
  sample: Sample,
  kept: readonly PictureField[],
  pictures: readonly StoredPicture[],
): Record<string, ReadableField | ReadableClip> {
  const readable: Record<string, ReadableField | ReadableClip> = {};
  const clips = new Map<string, ReadableField[]>();
  kept.forEach(({ name, frame }, i) => {
    const { value, whole } = pictures[i] as StoredPicture;
    const field: ReadableField = { kind: value.kind, ...whole, open: neverOpened };
    if (frame === undefined) readable[name] = field;
    else clips.set(name, [...(clips.get(name) ?? []), field]);
  });
  for (const [name, frames] of clips) {
    readable[name] = readableClip(name, kindOf(sample[name]) as ReadableClip["kind"], frames);
  }
  return readable;
}

function framesIn(value: unknown): readonly unknown[] {
  return (value as { readonly frames: readonly unknown[] }).frames;
}

function sizeOf({ width, height, channels, type }: ReadableField): PictureSize {
  return { width, height, channels, type };
}

function neverOpened(): never {
  throw new Error("a picture that is only outlined is not opened");
}
