import {
  type EncodedImage,
  type EncodedMask,
  type FieldReader,
  type Image,
  type ImageFile,
  kindOf,
  type Mask,
  type MaskFile,
  type ReadableField,
  type ReadableFields,
  show,
} from "@millrace/core";
import { kindNamed, readDecoded } from "@millrace/core/engine";
import { type DecodeClock, noClock } from "./decode-clock.ts";
import type { Source } from "./decode-error.ts";
import { imageField, maskField } from "./encoded-field.ts";
import type { ImageHeader } from "./header/image-header.ts";
import { defaultMaxFileBytes, defaultMaxPixels } from "./limits.ts";
import { loadHeader } from "./load-header.ts";
import { maskOrientation, type Neighbour } from "./mask-orientation.ts";
import type { Orientation } from "./orientation.ts";
import { type ReadFile, readError, readFilesNow } from "./read-file.ts";

export interface FieldReaderOptions {
  /** An image or mask of more pixels is refused by its header, before it is decoded. Default 50,000,000. */
  readonly maxPixels?: number;
  /** A larger file is refused before it is read. Default 256 MiB. Whoever brings `readFile` sees to it. */
  readonly maxFileBytes?: number;
  /** How files are read. Default: at once, from the disk. */
  readonly readFile?: ReadFile;
  /** Times the decoding. Default: nobody does. */
  readonly clock?: DecodeClock;
}

type Encoded = ImageFile<8 | 16> | EncodedImage<8 | 16> | MaskFile | EncodedMask;

/** An encoded field whose file was read and whose header is known. */
interface Loaded {
  readonly field: Encoded;
  readonly source: Source;
  readonly bytes: Uint8Array;
  readonly header: ImageHeader;
}

/**
 * Reads the files of a sample and their headers; pixels are decoded when a field is opened. Masks given as values lie
 * on the image as it is delivered, like boxes; those in files are turned with their image.
 *
 * @returns a reader whose `read` answers at once, unless the files come as promises or a header is left to sharp.
 */
export function createFieldReader(options: FieldReaderOptions = {}): FieldReader {
  const { maxPixels = defaultMaxPixels, maxFileBytes = defaultMaxFileBytes } = options;
  const { readFile = readFilesNow(maxFileBytes), clock = noClock } = options;
  if (typeof maxPixels !== "number" || !(maxPixels >= 1)) {
    throw new RangeError(`maxPixels must be a number of at least 1, got ${show(maxPixels)}`);
  }
  if (typeof maxFileBytes !== "number" || !(maxFileBytes >= 1)) {
    throw new RangeError(`maxFileBytes must be a number of at least 1, got ${show(maxFileBytes)}`);
  }

  function load(name: string, field: Encoded): Loaded | Promise<Loaded> {
    if ("bytes" in field) {
      const { kind, bytes } = field;
      if (bytes instanceof Uint8Array) return describe(field, { field: name }, bytes);
      throw new TypeError(`the ${kind} "${name}" must hold its file's bytes as a Uint8Array, got ${show(bytes)}`);
    }
    const { path } = field;
    const source = { field: name, path };
    let reading: Uint8Array | Promise<Uint8Array>;
    try {
      reading = readFile(path);
    } catch (cause) {
      throw readError(name, path, cause);
    }
    if (!(reading instanceof Promise)) return describe(field, source, reading);
    return reading.then(
      (bytes) => describe(field, source, bytes),
      (cause) => {
        throw readError(name, path, cause);
      },
    );
  }

  function describe(field: Encoded, source: Source, bytes: Uint8Array): Loaded | Promise<Loaded> {
    const header = loadHeader(source, bytes, maxPixels);
    if (header instanceof Promise) return header.then((known) => ({ field, source, bytes, header: known }));
    return { field, source, bytes, header };
  }

  return {
    read(sample) {
      const decoded: Record<string, ReadableField> = {};
      const loading: (Loaded | Promise<Loaded>)[] = [];
      for (const [name, value] of Object.entries(sample)) {
        const field = imageOrMask(value);
        if (field === undefined) continue;
        if ("data" in field) decoded[name] = readDecoded(field, name);
        else loading.push(load(name, field));
      }
      const waiting = loading.some((one) => one instanceof Promise);
      return waiting
        ? Promise.all(loading).then((loaded) => readableFields(decoded, loaded, maxPixels, clock))
        : readableFields(decoded, loading as Loaded[], maxPixels, clock);
    },
  };
}

function imageOrMask(value: unknown): Image | Mask | undefined {
  const kind = kindOf(value);
  if (kind === undefined || kindNamed(kind).picture === undefined) return undefined;
  return value as Image | Mask;
}

function readableFields(
  decoded: Record<string, ReadableField>,
  loaded: readonly Loaded[],
  maxPixels: number,
  clock: DecodeClock,
): ReadableFields {
  const masks: Loaded[] = [];
  for (const one of loaded) {
    const { field, source, bytes, header } = one;
    if (!isImage(field)) masks.push(one);
    else
      decoded[source.field] = imageField(source, bytes, header, field, {
        orientation: orientationOf(field, header),
        maxPixels,
        clock,
      });
  }
  if (masks.length === 0) return decoded;
  const images = neighbours(decoded, loaded);
  for (const { source, bytes, header } of masks) {
    decoded[source.field] = maskField(source, bytes, header, {
      orientation: maskOrientation(source, header, images),
      maxPixels,
      clock,
    });
  }
  return decoded;
}

/** The images that masks may lie on; those that came decoded are not turned. */
function neighbours(fields: ReadableFields, loaded: readonly Loaded[]): readonly Neighbour[] {
  const stored = new Map<string, Neighbour>();
  for (const { field, source, header } of loaded) {
    if (!isImage(field)) continue;
    const { width, height } = header;
    stored.set(source.field, { width, height, orientation: orientationOf(field, header) });
  }
  return Object.entries(fields)
    .filter(([, { kind }]) => !liesOnImage(kind))
    .map(([name, { width, height }]) => stored.get(name) ?? { width, height, orientation: 1 });
}

function orientationOf(field: ImageFile | EncodedImage, header: ImageHeader): Orientation {
  return field.exifOrientation === false ? 1 : header.orientation;
}

/** Masks are turned as their image is; an image turns by its own orientation. */
function liesOnImage(kind: Encoded["kind"]): boolean {
  return kindNamed(kind).picture?.annotates === true;
}

function isImage(field: Encoded): field is ImageFile | EncodedImage {
  return !liesOnImage(field.kind);
}
