import type { Clip, MaskClip, MaskPixels, PixelData, Pixels } from "../fields/index.ts";
import type { KeptPixels } from "../kept-pixels.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { Raster } from "../kernels/raster.ts";
import type { Outline } from "../outline-types.ts";
import type { Tensor } from "../tensor.ts";
import type { FieldSources, PendingEffect } from "./sources.ts";

/** An image or a mask at the end of a policy, in kernel memory. */
export interface FinishedImage {
  readonly kind: "image" | "mask";
  readonly raster: Raster;
  /** A last conversion to floats that is left to whoever writes the pixels out, so that it costs no pass of its own. */
  readonly conversion?: { readonly scale: readonly number[]; readonly bias: readonly number[] };
}

/** A clip at the end of a policy: its frames are of one size, and lie anywhere in kernel memory. */
export interface FinishedClip {
  readonly kind: "clip" | "maskClip";
  readonly frames: readonly FinishedImage[];
}

/** What becomes of a field of pixels. */
export type FinishedPicture = FinishedImage | FinishedClip;

/** The pictures that a field comes to: itself, or its frames. */
export function picturesOf(field: FinishedPicture): readonly FinishedImage[] {
  return "frames" in field ? field.frames : [field];
}

/** A finished picture that was put aside: its pixels lie outside of kernel memory. */
export interface AsidePicture {
  /** Its raster tells size and type; where the pixels lay does not matter any more. */
  readonly image: FinishedImage;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Writes all pictures, one after another, from the start of a slab. */
export type PictureWriter = (slab: Tensor["data"]) => void;

/** Fields whose decoders are ready. */
export interface OpenedPixels {
  /** Loads the fields into the arena and runs what they have to go through. The caller holds the arena. */
  run(memory: KernelMemory): Record<string, FinishedPicture>;
}

/** Carries out on pixels what a walk collected. The walk knows it by this alone, and it is loaded when there are pixels. */
export interface PixelEngine {
  /** Opens fields at the window, and the scale, that their effects need. */
  open(
    sources: FieldSources,
    outline: Outline,
    effects: readonly PendingEffect[],
    decode: "fast" | "exact",
  ): OpenedPixels | Promise<OpenedPixels>;
  /** Pixels as values outside of kernel memory. @param into room for all frames of a clip in a row. */
  copyOut(memory: KernelMemory, picture: FinishedPicture, into?: PixelData): Pixels | MaskPixels | Clip | MaskClip;
  /** Pixels that stay in kernel memory. @param alone nothing else in the arena is needed any more. */
  keepOut(memory: KernelMemory, picture: FinishedPicture, alone: boolean): KeptPixels | Clip;
  /** Makes ready to write pictures of one size into a slab. @param floats what those of floats become there. */
  writer(
    memory: KernelMemory,
    pictures: readonly AsidePicture[],
    layout: "NHWC" | "NCHW",
    floats: "float32" | "float16",
  ): PictureWriter;
}

let loaded: PixelEngine | undefined;

/** The engine enrols itself when it is loaded. */
export function usePixelEngine(engine: PixelEngine): void {
  loaded = engine;
}

/** At once where image transforms, or a sample with pixels, have brought it in before. */
export function pixelEngine(): PixelEngine | Promise<PixelEngine> {
  if (loaded !== undefined) return loaded;
  return import("../image/engine/pixels.ts").then(() => loaded as PixelEngine);
}

/** The writer for finished pictures; where there are some, the engine that finished them is loaded. */
export function pictureWriter(...request: Parameters<PixelEngine["writer"]>): PictureWriter {
  if (loaded === undefined) throw new Error("there are finished pictures, and no engine that finished them");
  return loaded.writer(...request);
}
