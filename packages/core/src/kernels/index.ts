export { type GaussianBlur, gaussianBlur } from "./blur.ts";
export type { Border } from "./border.ts";
export { applyColorProgram, type ColorOperation } from "./color.ts";
export { type Conversion, convert } from "./convert.ts";
export { deterministicMath } from "./math.ts";
export { type Kernels, kernels } from "./module.ts";
export { type Pad, pad } from "./pad.ts";
export {
  allocateRaster,
  type ElementType,
  elementBytes,
  pixelBytes,
  type Raster,
  rasterBytes,
  requireBytes,
} from "./raster.ts";
export { type Region, type Reindex, reindex } from "./reindex.ts";
export { type AxisMap, type Filter, type Resample, resample } from "./resample.ts";
export { remap, type Warp, type WarpFilter, type WarpOptions, warp } from "./warp.ts";
