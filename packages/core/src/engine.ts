/**
 * What a loader is built from: running policies on samples in kernel memory. Not needed to use or write transforms. It
 * loads no kernel for pixels; what does is `@millrace/core/image/engine`.
 */
export { fixedCanvas } from "./image/fixed-canvas.ts";
export { type Arena, arenaBase, initialKernelBytes, KernelMemory, kernelMemory } from "./kernels/memory.ts";
export type { Raster } from "./kernels/raster.ts";
export type { CompanionColumn, CompanionColumns, RowsColumn } from "./kinds/collated-rows.ts";
export { columnsBytes } from "./kinds/column-bytes.ts";
export {
  completed,
  describeSample,
  isComplete,
  type SampleDescription,
  schemaOf,
} from "./kinds/describe.ts";
export { isOfKind, kindNamed, kindOfAny } from "./kinds/index.ts";
export type { CollateContext, Column, ColumnLayout, Kind, NullableTensor } from "./kinds/kind.ts";
export { paddingMask } from "./kinds/padding-mask.ts";
export {
  type FillOptions,
  isPadding,
  type Pad,
  type PadOptions,
  type PadTo,
  pad,
  padTo,
  type RowCollate,
} from "./kinds/row-collate.ts";
export { sampleBytes } from "./kinds/sample-bytes.ts";
export { type CustomCollate, type SchemaRequest, typeText } from "./kinds/schema.ts";
export { messageOf } from "./message-of.ts";
export { type AnyStep, kindOfStep, type PolicyKind } from "./policy/any-step.ts";
export { type DecodeContext, decodeStep } from "./policy/decode.ts";
export { childrenOf, encodeStep, isBuiltIn, type NameForeign } from "./policy/encode.ts";
export { namesIn } from "./policy/names-in.ts";
export { loadDomains } from "./policy/policy.ts";
export { type Hash128, hashKey, hashSeed, hashText, hashWords, type SampleKey } from "./random/key.ts";
export { namedRandom, randomFor } from "./random/random.ts";
export { type BatchDraws, batchSchema, type RanBatch, runBatchTransform } from "./run-batch-transform.ts";
export { CellRandom } from "./tabular/cell-random.ts";
export { checkColumns, columnBatchBytes } from "./tabular/check-columns.ts";
export { type AllocateTensor, collateColumns } from "./tabular/collate-columns.ts";
export { describeColumns, rowBytes } from "./tabular/describe-columns.ts";
export { evaluationOfColumns } from "./tabular/evaluation.ts";
export { type ColumnRun, runColumns } from "./tabular/run-columns.ts";
export { bytesPerNumber, countOf, isArrayOf, tensorArray, tensorView, typeOfArray } from "./tensor.ts";
export { annotationFields, type FinishedSample, fieldOrder, materialize } from "./walk/finished-sample.ts";
export { fixedDraws, fixedOutline } from "./walk/fixed-steps.ts";
export { Gathering } from "./walk/gathering.ts";
export { partnersOf } from "./walk/partners.ts";
export {
  type AsidePicture,
  type FinishedImage,
  type FinishedPicture,
  type PictureWriter,
  picturesOf,
  pictureWriter,
} from "./walk/pixel-engine.ts";
export { readDecoded } from "./walk/pixels-reader.ts";
export { compilePolicy, type PolicyNode } from "./walk/policy-tree.ts";
export { frameName, framesOf, readableClip } from "./walk/read-clip.ts";
export { type Partner, runSample, type SampleRun, type Serve } from "./walk/run-sample.ts";
export type { ServedItem } from "./walk/served-item.ts";
export { whenReady } from "./walk/when-ready.ts";
