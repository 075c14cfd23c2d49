import type { Border } from "../../kernels/border.ts";
import type { Filter } from "../../kernels/tap-table.ts";
import type { WarpFilter } from "../../kernels/warp.ts";
import type { FileOptions } from "./options.ts";

/** OpenCV's numbers for the interpolations that there are here too. */
const filters: readonly (Filter | undefined)[] = ["nearest", "bilinear", "bicubic", "area"];

/** OpenCV's numbers for what stands beyond the edges. */
const borders: readonly (Border | undefined)[] = ["constant", "edge", "symmetric", "wrap", "reflect"];

/** The interpolation of a resize. OpenCV does not filter when it shrinks. */
export function resizing(options: FileOptions): { interpolation: Filter; antialias: boolean } {
  options.take("mask_interpolation");
  options.expect("area_for_downscale", [], "pictures are shrunk with the same interpolation");
  return { interpolation: filterOf(options, filters), antialias: false };
}

/** What lies outside of a picture; what is as it would be anyway is left out. */
interface Outside {
  readonly border?: Border;
  readonly fill: number | number[];
  readonly fillMask?: number;
}

/** Interpolation, border and fill of a warp. */
export function warping(options: FileOptions): Outside & { readonly interpolation: WarpFilter } {
  const interpolation = filterOf(options, filters.slice(0, 3)) as WarpFilter;
  options.expect("mask_interpolation", [0], "masks are read at the nearest pixel");
  options.expect("rotate_method", ["largest_box"], "boxes are the hulls of their corners");
  // Points are moved, not drawn into a mask and found again.
  options.take("keypoint_remapping_method");
  return { interpolation, ...outsideOf(options) };
}

/** Border and fill of what lies outside. */
export function outsideOf(options: FileOptions): Outside {
  const code = options.take("border_mode", "mode") ?? 0;
  const border = borders[code as number];
  if (border === undefined) options.differs("border_mode", `${JSON.stringify(code)} is taken for a fill`);
  const fillMask = options.take("fill_mask", "mask_value", "cval_mask") ?? 0;
  const isNumber = typeof fillMask === "number" && Number.isInteger(fillMask) && fillMask >= 0;
  if (!isNumber) options.differs("fill_mask", `${JSON.stringify(fillMask)} is taken for 0`);
  return {
    ...(border === undefined || border === "constant" ? {} : { border }),
    fill: fillOf(options, "fill", "value", "cval"),
    ...(isNumber && fillMask > 0 ? { fillMask } : {}),
  };
}

/** The interpolation among those that there are. */
function filterOf(options: FileOptions, known: readonly (Filter | undefined)[]): Filter {
  return filterNumbered(options, "interpolation", options.number("interpolation", 1), known);
}

/** The interpolation of a number that an option says. */
export function filterNumbered(options: FileOptions, name: string, code: number, known = filters): Filter {
  const filter = known[code];
  if (filter !== undefined) return filter;
  // What is left are windows wider than bilinear's, and areas in a warp.
  const nearest = code === 4 ? "bicubic" : "bilinear";
  options.differs(name, `${code} is taken for ${nearest}`);
  return nearest;
}

/** A fill, by the first of its names: bytes, one for all channels or one each. */
export function fillOf(options: FileOptions, ...names: readonly [string, ...string[]]): number | number[] {
  const value = options.take(...names) ?? 0;
  const isFill = typeof value === "number" || (Array.isArray(value) && value.every((one) => typeof one === "number"));
  if (isFill) return value as number | number[];
  options.differs(names[0], `${JSON.stringify(value)} is taken for 0`);
  return 0;
}

/** A crop pads nothing. */
export function unpadded(options: FileOptions): void {
  options.expect("pad_if_needed", [false], "pictures are not padded");
  options.take("pad_position", "border_mode", "fill", "fill_mask", "pad_mode", "pad_cval", "pad_cval_mask");
}

/** `[height, width]`, whichever way it is given. */
export function size(options: FileOptions): [number, number] {
  const both = options.take("size");
  if (Array.isArray(both)) {
    options.take("height", "width");
    return [...both] as [number, number];
  }
  return [options.number("height", 1024), options.number("width", 1024)];
}
