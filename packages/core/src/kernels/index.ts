export { type GaussianBlur, gaussianBlur } from "./blur.ts";
export { applyColorProgram, type ColorOperation } from "./color.ts";
export { type Conversion, convert } from "./convert.ts";
export { deterministicMath } from "./math.ts";
export { type Kernels, kernels } from "./module.ts";
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
export { type Warp, warp } from "./warp.ts";
