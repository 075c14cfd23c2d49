import type { FileOptions } from "./options.ts";

/** OpenCV's numbers for the interpolations that there are here too. */
const filters = { 0: "nearest", 1: "bilinear", 2: "bicubic" } as const;

/** The interpolation of a resize. OpenCV does not filter when it shrinks. */
export function resizing(options: FileOptions): {
  interpolation: "nearest" | "bilinear" | "bicubic";
  antialias: boolean;
} {
  const code = options.number("interpolation", 1);
  options.take("mask_interpolation", "area_for_downscale");
  if (code === 3) {
    options.differs("interpolation", "areas are averaged by an antialiased bilinear filter");
    return { interpolation: "bilinear", antialias: true };
  }
  const interpolation = filters[code as 0 | 1 | 2];
  if (interpolation !== undefined) return { interpolation, antialias: false };
  options.differs("interpolation", `${code} is taken for bicubic`);
  return { interpolation: "bicubic", antialias: false };
}

/** Interpolation and fill of a warp. */
export function warping(options: FileOptions): { interpolation: "nearest" | "bilinear"; fill: number | number[] } {
  const code = options.number("interpolation", 1);
  if (code !== 0 && code !== 1) options.differs("interpolation", `${code} is taken for bilinear`);
  options.expect("mask_interpolation", [0], "masks are read at the nearest pixel");
  filling(options, "border_mode");
  options.expect("mode", [0], "what lies outside is filled");
  options.expect("rotate_method", ["largest_box"], "boxes are the hulls of their corners");
  return { interpolation: code === 0 ? "nearest" : "bilinear", fill: fillOf(options) };
}

/** The fill of what lies outside: bytes, one for all channels or one each. */
function fillOf(options: FileOptions): number | number[] {
  const value = options.take("fill", "value", "cval") ?? 0;
  options.expect("fill_mask", [0], "masks are filled with 0");
  options.expect("mask_value", [0], "masks are filled with 0");
  options.expect("cval_mask", [0], "masks are filled with 0");
  const isFill = typeof value === "number" || (Array.isArray(value) && value.every((one) => typeof one === "number"));
  if (isFill) return value as number | number[];
  options.differs("fill", `${JSON.stringify(value)} is taken for 0`);
  return 0;
}

/** Of a border that is not filled with one value there is none here. */
export function filling(options: FileOptions, name: string): void {
  options.expect(name, [0], "what lies outside is filled with one value");
}

/** A crop pads nothing. */
export function unpadded(options: FileOptions): void {
  options.expect("pad_if_needed", [false], "pictures are not padded");
  options.take("pad_position", "border_mode", "fill", "fill_mask", "pad_mode", "pad_cval", "pad_cval_mask");
}
