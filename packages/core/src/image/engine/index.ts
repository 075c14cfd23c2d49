/** What works on pixels, for whoever decodes them: loaded where there are images, and only there. */

export { kernelCode } from "../../kernels/module.ts";
export { reindex } from "../../kernels/reindex.ts";
export { imageEngine } from "./effects.ts";
export { imagePixels } from "./pixels.ts";
