import type { ColorOperation } from "../../kernels/color.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import type { ElementType, Raster } from "../../kernels/raster.ts";
import { type AxisMap, type Filter, wholeAxis } from "../../kernels/tap-table.ts";
import type { Canvas } from "../../outline-types.ts";
import type { PixelSource, Rectangle } from "../../pixel-source.ts";
import type { GeometryStep, ImageEffect } from "../effect.ts";
import { cropResized, cropSource, flipResized, flipSource, partOfAxis, resizeAxis } from "./axis.ts";
import { stepCanvas } from "./point-map.ts";

/** One pass of a kernel over an image: what is left of several steps after fusing. */
export type Operation = Pass & {
  /** The transforms that it comes from, for messages. */
  readonly names: readonly string[];
};

type Pass =
  | {
      readonly operation: "axes";
      readonly columns: AxisMap;
      readonly rows: AxisMap;
      /** Swap the axes of what was cropped; only without a resize. */
      readonly transpose: boolean;
      /** Absent while pixels only move. */
      readonly resize?: { readonly filter: Filter; readonly antialias: boolean };
    }
  | { readonly operation: "warp"; readonly step: Extract<GeometryStep, { step: "warp" | "remap" }> }
  | { readonly operation: "pad"; readonly step: PadStep; readonly inner: Canvas }
  | { readonly operation: "color"; readonly operations: readonly ColorOperation[] }
  | {
      readonly operation: "pixel";
      readonly run: (memory: KernelMemory, source: Raster) => Raster;
      readonly readsOnly: boolean;
    }
  | { readonly operation: "float"; readonly scale: readonly number[]; readonly bias: readonly number[] };

type PadStep = Extract<GeometryStep, { step: "pad" }>;
type AxesOperation = Extract<Pass, { operation: "axes" }>;
type NamedAxes = AxesOperation & { readonly names: readonly string[] };

/** Collects the effects of a policy's steps on one image (or mask) and fuses neighbours where the bytes stay those of the sequence. */
export class ImageProgram {
  readonly #operations: Operation[] = [];
  readonly #isMask: boolean;
  #canvas: Canvas;
  #channels: number;
  #type: ElementType;

  constructor(image: Canvas & { channels: number; type: ElementType }, isMask: boolean) {
    this.#canvas = image;
    this.#channels = image.channels;
    this.#type = image.type;
    this.#isMask = isMask;
  }

  /** @param name the transform that the effect comes from. */
  add(effect: ImageEffect, name: string): void {
    if (effect.family === "geometry") {
      for (const step of effect.steps(this.#canvas)) this.#addGeometry(step, name);
      return;
    }
    // Masks hold class numbers: nothing but space may touch them, and what says how.
    if (this.#isMask) {
      const run = effect.family === "pixel" ? effect.runMask : undefined;
      if (run !== undefined) this.#operations.push({ operation: "pixel", run, readsOnly: false, names: [name] });
      return;
    }
    const last = this.#operations.at(-1);
    const names = [name];
    if (effect.family === "color") {
      if (last?.operation === "color") {
        this.#operations[this.#operations.length - 1] = {
          operation: "color",
          operations: [...last.operations, ...effect.operations],
          names: [...last.names, name],
        };
      } else this.#operations.push({ operation: "color", operations: effect.operations, names });
    } else if (effect.family === "pixel") {
      this.#operations.push({ operation: "pixel", run: effect.run, readsOnly: effect.readsOnly === true, names });
      this.#channels = channelsAfter(effect, this.#channels);
    } else {
      this.#operations.push({ operation: "float", ...effect.coefficients(this.#channels, this.#type), names });
      this.#type = "float32";
    }
  }

  #addGeometry(step: GeometryStep, name: string): void {
    const before = this.#canvas;
    this.#canvas = stepCanvas(step);
    if (step.step === "warp" || step.step === "remap") {
      const own = this.#isMask ? { ...step, filter: "nearest" as const, fill: [step.fillMask ?? 0] } : step;
      this.#operations.push({ operation: "warp", step: own, names: [name] });
      return;
    }
    if (step.step === "pad") {
      const own = this.#isMask ? { ...step, fill: [step.fillMask ?? 0] } : step;
      this.#operations.push({ operation: "pad", step: own, inner: before, names: [name] });
      return;
    }
    const last = this.#operations.at(-1);
    if (last?.operation === "pad" && step.step === "index" && isCrop(step)) {
      this.#cropPadded(last, step, name);
      return;
    }
    const pending: AxesOperation = last?.operation === "axes" ? last : untouched(before);
    const fused = fuse(pending, step, this.#isMask);
    if (fused === undefined) {
      const next = fuse(untouched(before), step, this.#isMask);
      this.#operations.push({ ...(next as AxesOperation), names: [name] });
    } else if (last?.operation === "axes") {
      this.#operations[this.#operations.length - 1] = { ...fused, names: [...last.names, name] };
    } else this.#operations.push({ ...fused, names: [name] });
  }

  /** A window of a padded picture is padded less; where it shows nothing but the picture it is a crop of that. */
  #cropPadded(last: Extract<Operation, { operation: "pad" }>, crop: IndexStep, name: string): void {
    const { step, inner } = last;
    this.#operations.pop();
    const [left, top] = [step.left - crop.x, step.top - crop.y];
    const { width, height } = crop;
    if (left <= 0 && top <= 0 && left + inner.width >= width && top + inner.height >= height) {
      this.#canvas = inner;
      this.#addGeometry({ ...crop, x: -left, y: -top }, name);
      return;
    }
    this.#operations.push({ ...last, step: { ...step, left, top, width, height }, names: [...last.names, name] });
  }

  /**
   * The smallest scale of the source that is enough, as a denominator: the first resize still shrinks from there.
   */
  enoughScale(): 1 | 2 | 4 | 8 {
    const [first] = this.#operations;
    // Without antialiasing a resize picks pixels: from a smaller source it would pick others.
    if (this.#isMask || first?.operation !== "axes") return 1;
    const { resize } = first;
    if (resize === undefined || resize.filter === "nearest") return 1;
    if (!resize.antialias && resize.filter !== "area") return 1;
    const { columns, rows } = first;
    const shrink = Math.min(columns.length / columns.size, rows.length / rows.size);
    return shrink >= 8 ? 8 : shrink >= 4 ? 4 : shrink >= 2 ? 2 : 1;
  }

  /**
   * The operations, and the window of the source that the first of them reads: a decoder need not deliver more. The
   * operations count from the window's corner.
   */
  finish(source: Canvas): { region: Rectangle; operations: readonly Operation[] } {
    const [first, ...rest] = this.#operations;
    const whole: Rectangle = { x: 0, y: 0, width: source.width, height: source.height };
    if (first?.operation !== "axes") return { region: whole, operations: this.#operations };
    const { columns, rows } = first;
    const region = { x: columns.offset, y: rows.offset, width: columns.length, height: rows.length };
    const moved: NamedAxes = { ...first, columns: { ...columns, offset: 0 }, rows: { ...rows, offset: 0 } };
    return { region, operations: isIdentity(moved) ? rest : [moved, ...rest] };
  }
}

/** How many channels an image has behind an effect. */
export function channelsAfter({ channels }: Extract<ImageEffect, { family: "pixel" }>, before: number): number {
  return channels === undefined ? before : channels(before);
}

type IndexStep = Extract<GeometryStep, { step: "index" }>;

/** Whether a step takes a rectangle and no more. */
function isCrop({ transpose, flipX, flipY }: IndexStep): boolean {
  return !(transpose || flipX || flipY);
}

function untouched({ width, height }: Canvas): AxesOperation {
  return { operation: "axes", columns: wholeAxis(width), rows: wholeAxis(height), transpose: false };
}

function isIdentity({ columns, rows, transpose, resize }: AxesOperation): boolean {
  return !(transpose || resize !== undefined || columns.reversed || rows.reversed);
}

/**
 * The operations for a source that was delivered at a smaller scale, or with more around the region than asked for: its
 * first pass reads the region where it lies, between the delivered pixels.
 */
export function onDelivered(
  operations: readonly Operation[],
  region: Rectangle,
  source: PixelSource,
): readonly Operation[] {
  const [first, ...rest] = operations;
  if (source.scale === 1 || first?.operation !== "axes") return operations;
  const { scale, width, height, region: delivered } = source;
  return [
    {
      ...first,
      columns: partOfAxis(first.columns, (region.x - delivered.x) / scale, region.width / scale, width),
      rows: partOfAxis(first.rows, (region.y - delivered.y) / scale, region.height / scale, height),
    },
    ...rest,
  ];
}

/**
 * The operations for pixels that hold more than one window: the first pass reads the window where it lies, and writes
 * elsewhere, because others may have yet to read.
 *
 * @param delivered the rectangle that was delivered; at a smaller scale `onDelivered` finds the window in it.
 */
export function withinDelivered(
  operations: readonly Operation[],
  region: Rectangle,
  delivered: Rectangle,
  scale: number,
): readonly Operation[] {
  if (scale !== 1) return operations;
  const [first, ...rest] = operations;
  const [x, y] = [region.x - delivered.x, region.y - delivered.y];
  if (first?.operation === "axes") {
    const { columns, rows } = first;
    const moved = { columns: { ...columns, offset: columns.offset + x }, rows: { ...rows, offset: rows.offset + y } };
    return [{ ...first, ...moved }, ...rest];
  }
  const crop: Operation = {
    operation: "axes",
    columns: { ...wholeAxis(region.width), offset: x },
    rows: { ...wholeAxis(region.height), offset: y },
    transpose: false,
    names: first?.names ?? [],
  };
  return [crop, ...operations];
}

/** The operation with one more step in it, or undefined where the bytes would not be those of the sequence. */
function fuse(
  pending: AxesOperation,
  step: Extract<GeometryStep, { step: "index" | "resize" }>,
  isMask: boolean,
): AxesOperation | undefined {
  if (step.step === "resize") {
    // One resize a pass, and none after a quarter turn: columns go before rows, and turning would exchange them.
    if (pending.resize !== undefined || pending.transpose) return undefined;
    return {
      ...pending,
      columns: resizeAxis(pending.columns, step.width),
      rows: resizeAxis(pending.rows, step.height),
      resize: isMask ? { filter: "nearest", antialias: false } : { filter: step.filter, antialias: step.antialias },
    };
  }
  if (pending.resize !== undefined) {
    if (step.transpose) return undefined;
    const columns = cropResized(pending.columns, step.x, step.width);
    const rows = cropResized(pending.rows, step.y, step.height);
    return {
      ...pending,
      columns: step.flipX ? flipResized(columns) : columns,
      rows: step.flipY ? flipResized(rows) : rows,
    };
  }
  // The pending map reads source columns and rows, swaps them if it transposes; the step counts in the result.
  const [across, down] = pending.transpose ? [pending.rows, pending.columns] : [pending.columns, pending.rows];
  let width = cropSource(across, step.x, step.width);
  let height = cropSource(down, step.y, step.height);
  if (step.transpose) [width, height] = [height, width];
  if (step.flipX) width = flipSource(width);
  if (step.flipY) height = flipSource(height);
  const transpose = pending.transpose !== step.transpose;
  return {
    operation: "axes",
    columns: transpose ? height : width,
    rows: transpose ? width : height,
    transpose,
  };
}
