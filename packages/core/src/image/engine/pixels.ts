import type { KernelMemory } from "../../kernels/memory.ts";
import { copyRaster, type Raster } from "../../kernels/raster.ts";
import { isPicture, type Outline } from "../../outline.ts";
import type { ImageOutline } from "../../outline-types.ts";
import type { PixelSource, ReadableClip, Rectangle } from "../../pixel-source.ts";
import {
  type FinishedClip,
  type FinishedImage,
  type FinishedPicture,
  type OpenedPixels,
  type PixelEngine,
  usePixelEngine,
} from "../../walk/pixel-engine.ts";
import type { FieldSource, FieldSources, PendingEffect } from "../../walk/sources.ts";
import { copyOut, keepOut } from "./copy-out.ts";
import { type Operation, onDelivered, withinDelivered } from "./program.ts";
import { runOperation } from "./run.ts";
import { settle } from "./settle.ts";
import { type Decoding, decodings, wantedWindows } from "./windows.ts";
import { pictureWriter } from "./write-pictures.ts";

/** A picture whose decoder is ready, and what is to be made of it. */
interface Opened {
  readonly source: PixelSource;
  readonly kind: "image" | "mask";
  readonly results: readonly Result[];
}

/** What one field, or one frame of it, comes to. */
interface Result {
  readonly name: string;
  readonly frame: number | undefined;
  readonly operations: readonly Operation[];
}

/** Opens every image and mask at the window that its effects need. */
function open(
  sources: FieldSources,
  outline: Outline,
  effects: readonly PendingEffect[],
  decode: "fast" | "exact",
): OpenedPixels | Promise<OpenedPixels> {
  const opened: (Opened | Promise<Opened>)[] = [];
  let waiting = false;
  for (const decoding of decodings(wantedWindows(sources, outline, effects, decode))) {
    const source = decoding.field.open({ region: decoding.region, scale: decoding.scale });
    if (source instanceof Promise) {
      waiting = true;
      opened.push(source.then((ready) => deliver(decoding, ready)));
    } else opened.push(deliver(decoding, source));
  }
  const run = (all: readonly Opened[]): OpenedPixels => ({ run: (memory) => runAll(memory, all, sources, outline) });
  return waiting ? Promise.all(opened).then(run) : run(opened as Opened[]);
}

function deliver({ field: { kind }, windows }: Decoding, source: PixelSource): Opened {
  const shared = windows.length > 1;
  const results = windows.map(({ name, frame, region, operations }) => {
    // What shares its pixels with others, or got more than it wants, reads them where they lie and leaves them as they are.
    const within = shared || isLarger(source.region, region);
    const own = within ? withinDelivered(operations, region, source.region, source.scale) : operations;
    return { name, frame, operations: onDelivered(own, region, source) };
  });
  return { source, kind, results };
}

function isLarger(delivered: Rectangle, wanted: Rectangle): boolean {
  return delivered.width > wanted.width || delivered.height > wanted.height;
}

function runAll(
  memory: KernelMemory,
  opened: readonly Opened[],
  sources: FieldSources,
  outline: Outline,
): Record<string, FinishedPicture> {
  const pictures: Record<string, FinishedPicture> = {};
  for (const one of opened) {
    const mark = memory.mark();
    const images = runResults(memory, one, outline);
    // All results of a decoding are of one picture: they are frames, each of a view, or none is.
    const isFrame = one.results[0]?.frame !== undefined;
    const settled = isFrame ? settle(memory, mark, images) : images;
    for (let i = 0; i < settled.length; i++) {
      const { name, frame } = one.results[i] as Result;
      const image = settled[i] as FinishedImage;
      if (frame === undefined) pictures[name] = image;
      else framesIn(pictures, name, sources)[frame] = image;
    }
  }
  return pictures;
}

function runResults(memory: KernelMemory, { source, kind, results }: Opened, outline: Outline): FinishedImage[] {
  const loaded = source.load(memory);
  const images: FinishedImage[] = [];
  for (const { name, operations } of results) {
    const image = finish(memory, loaded, kind, operations);
    if (Object.hasOwn(outline.fields, name)) checkSize(name, outline.fields[name], image.raster);
    images.push(image);
  }
  return images;
}

/** The frames of a clip that are there by now. */
function framesIn(pictures: Record<string, FinishedPicture>, name: string, sources: FieldSources): FinishedImage[] {
  const { kind } = (sources[name] as FieldSource).field as ReadableClip;
  pictures[name] ??= { kind, frames: [] };
  return (pictures[name] as FinishedClip).frames as FinishedImage[];
}

function finish(
  memory: KernelMemory,
  loaded: Raster,
  kind: "image" | "mask",
  operations: readonly Operation[],
): FinishedImage {
  let raster = loaded;
  const last = operations.at(-1);
  const conversion = last?.operation === "float" && raster.type !== "float32" ? last : undefined;
  const count = conversion === undefined ? operations.length : operations.length - 1;
  for (let i = 0; i < count; i++) {
    const operation = operations[i] as Operation;
    // A kernel may change pixels in place, which what is kept must not be.
    const mayWrite = operation.operation === "pixel" && !operation.readsOnly;
    if (mayWrite && memory.keeps(raster.pointer)) raster = copyRaster(memory, raster);
    raster = runOperation(memory, raster, operation);
  }
  return conversion === undefined ? { kind, raster } : { kind, raster, conversion };
}

function checkSize(
  name: string,
  declared: Outline["fields"][string] | undefined,
  raster: { width: number; height: number; channels: number },
) {
  if (declared === undefined || !isPicture(declared)) return;
  // Masks have one channel, of which their outline does not speak.
  const channels = "channels" in declared ? (declared as ImageOutline).channels : 1;
  const { width, height } = declared;
  if (width === raster.width && height === raster.height && channels === raster.channels) return;
  throw new Error(
    `the field "${name}" came out as ${raster.width} × ${raster.height} × ${raster.channels}, but its outline says ${width} × ${height} × ${channels}`,
  );
}

/** Decoding, fused kernels and copies out, for images and masks. */
export const imagePixels: PixelEngine = { open, copyOut, keepOut, writer: pictureWriter };

usePixelEngine(imagePixels);
