export { warpWide } from "./warp";
export { resampleColumnsWide, resampleRowsWide } from "./resample";
