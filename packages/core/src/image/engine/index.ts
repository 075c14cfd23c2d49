/** What works on pixels, for whoever decodes them: loaded where there are images, and only there. */

/** A digest of all kernels as they were compiled, by which results can be told from those of another version. */
export { digest as kernelCode } from "../../kernels/digest.generated.ts";
export { reindex } from "../../kernels/reindex.ts";
export { imageEngine } from "./effects.ts";
export { imagePixels } from "./pixels.ts";
