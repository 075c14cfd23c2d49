import {
  type EncodedImage,
  type EncodedMask,
  type FieldReader,
  type Image,
  type ImageFile,
  kindOf,
  type Mask,
  type MaskFile,
  type ReadableClip,
  type ReadableField,
  type ReadableFields,
  show,
} from "@millrace/core";
import { frameName, framesOf, kindNamed, readDecoded } from "@millrace/core/engine";
import { type DecodeClock, noClock } from "./decode-clock.ts";
import type { Source } from "./decode-error.ts";
import { imageField, maskField } from "./encoded-field.ts";
import type { ImageHeader } from "./header/image-header.ts";
import { defaultMaxFileBytes, defaultMaxPixels } from "./limits.ts";
import { loadHeader } from "./load-header.ts";
import { maskOrientation, type Neighbour } from "./mask-orientation.ts";
import { OpenedFields } from "./opened-fields.ts";
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

/** An encoded picture whose file was read and whose header is known. */
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

  function load(field: string, frame: number | undefined, picture: Encoded): Loaded | Promise<Loaded> {
    if ("bytes" in picture) {
      const { kind, bytes } = picture;
      if (bytes instanceof Uint8Array) return describe(picture, { field, frame }, bytes);
      const name = frame === undefined ? field : frameName(field, frame);
      throw new TypeError(`the ${kind} "${name}" must hold its file's bytes as a Uint8Array, got ${show(bytes)}`);
    }
    const { path } = picture;
    const source = { field, frame, path };
    let reading: Uint8Array | Promise<Uint8Array>;
    try {
      reading = readFile(path);
    } catch (cause) {
      throw readError(field, path, cause);
    }
    if (!(reading instanceof Promise)) return describe(picture, source, reading);
    return reading.then(
      (bytes) => describe(picture, source, bytes),
      (cause) => {
        throw readError(field, path, cause);
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
      const opened = new OpenedFields();
      const loading: (Loaded | Promise<Loaded>)[] = [];
      for (const [name, value] of Object.entries(sample)) {
        const kind = kindOf(value);
        if (kind === undefined || kindNamed(kind).picture === undefined) continue;
        const frames = framesOf(name, kind, value);
        if (frames === undefined) {
          const picture = value as Image | Mask;
          if ("data" in picture) opened.put({ field: name }, readDecoded(picture, name));
          else loading.push(load(name, undefined, picture));
          continue;
        }
        opened.expect(name, kind as ReadableClip["kind"]);
        for (let frame = 0; frame < frames.length; frame++) {
          const picture = frames[frame] as Image | Mask;
          if ("data" in picture) opened.put({ field: name, frame }, readDecoded(picture, frameName(name, frame)));
          else loading.push(load(name, frame, picture));
        }
      }
      const waiting = loading.some((one) => one instanceof Promise);
      return waiting
        ? Promise.all(loading).then((loaded) => readableFields(opened, loaded, maxPixels, clock))
        : readableFields(opened, loading as Loaded[], maxPixels, clock);
    },
  };
}

function readableFields(
  opened: OpenedFields,
  loaded: readonly Loaded[],
  maxPixels: number,
  clock: DecodeClock,
): ReadableFields {
  const masks: Loaded[] = [];
  // Images that are turned on decoding; all others are as large as they are stored.
  const turned = new Map<ReadableField, Neighbour>();
  for (const one of loaded) {
    const { field, source, bytes, header } = one;
    if (!isImage(field)) {
      masks.push(one);
      continue;
    }
    const orientation = orientationOf(field, header);
    const image = imageField(source, bytes, header, field, { orientation, maxPixels, clock });
    if (orientation !== 1) turned.set(image, { width: header.width, height: header.height, orientation });
    opened.put(source, image);
  }
  for (const { source, bytes, header } of masks) {
    const images = opened
      .imagesUnder(source)
      .map((image) => turned.get(image) ?? { width: image.width, height: image.height, orientation: 1 as const });
    const orientation = maskOrientation(source, header, images);
    opened.put(source, maskField(source, bytes, header, { orientation, maxPixels, clock }));
  }
  return opened.all();
}

function orientationOf(field: ImageFile | EncodedImage, header: ImageHeader): Orientation {
  return field.exifOrientation === false ? 1 : header.orientation;
}

/** Masks are turned as their image is; an image turns by its own orientation. */
function isImage(field: Encoded): field is ImageFile | EncodedImage {
  return kindNamed(field.kind).picture?.annotates === false;
}
