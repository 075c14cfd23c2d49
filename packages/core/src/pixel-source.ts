import type { KernelMemory } from "./kernels/memory.ts";
import type { Raster } from "./kernels/raster.ts";

/** A rectangle of whole pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of an image is needed. Coordinates are those of the delivered image, after orientation, at full scale. */
export interface DecodeRequest {
  /** No more than this window is needed. Default: all of it. */
  readonly region?: Rectangle;
  /**
   * The smallest scale that is enough, as a denominator. A decoder may deliver this scale or a larger one, and says
   * which in {@link PixelSource}; anything but 1 is an approximation. Default 1.
   */
  readonly scale?: 1 | 2 | 4 | 8;
}

/** Pixels that are ready to be put into kernel memory: decoded already, or decoded by `load` itself. */
export interface PixelSource {
  /** The size of what `load` delivers. */
  readonly width: number;
  readonly height: number;
  /** The scale that was delivered, as a denominator. */
  readonly scale: 1 | 2 | 4 | 8;
  /**
   * Where the delivered pixels lie: the full-scale region that they cover. It holds the requested region, and may be larger
   * where that is cheaper: the first step reads the window where it lies.
   */
  readonly region: Rectangle;
  /** Allocates in the arena and writes the pixels there; the caller owns mark and release. Synchronous. */
  load(memory: KernelMemory): Raster;
}

/** An image or a mask whose header was read and whose pixels can be had. */
export interface ReadableField {
  readonly kind: "image" | "mask";
  /** The delivered size: after orientation, at full scale. */
  readonly width: number;
  readonly height: number;
  /** The delivered channels, 1 for a mask. */
  readonly channels: number;
  readonly type: "uint8" | "uint16" | "float32";
  open(request: DecodeRequest): PixelSource | Promise<PixelSource>;
}

/** A clip whose frames can be had; all of them are of the size, the channels and the type that it states. */
export interface ReadableClip {
  readonly kind: "clip" | "maskClip";
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Masks may have 8 bits where others of the clip have 16. */
  readonly type: ReadableField["type"];
  readonly frames: readonly ReadableField[];
}

/** Turns a sample's images, masks and clips, encoded or not, into fields that can be opened. */
export interface FieldReader {
  /** @returns an entry for every field of pixels. */
  read(sample: Readonly<Record<string, unknown>>): ReadableFields | Promise<ReadableFields>;
}

/** The images, masks and clips of a sample, by name. */
export type ReadableFields = Readonly<Record<string, ReadableField | ReadableClip>>;
