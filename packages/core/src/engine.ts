/** What a loader is built from: running policies on samples in kernel memory. Not needed to use or write transforms. */
export { fieldOrder } from "./augment.ts";
export { annotationFields, type FinishedImage, type FinishedSample, materialize } from "./execute/finish.ts";
export { outlineAfterPolicy } from "./execute/outline-pass.ts";
export { readDecoded } from "./execute/pixels-reader.ts";
export { compilePolicy, type PolicyNode } from "./execute/policy-tree.ts";
export { runSample, type SampleRun } from "./execute/run-sample.ts";
export { whenReady } from "./execute/when-ready.ts";
export { type AsidePicture, type PictureWriter, pictureWriter } from "./execute/write-pictures.ts";
export { fixedCanvas } from "./image/fixed-canvas.ts";
export { type Arena, arenaBase, initialKernelBytes, KernelMemory, kernelMemory } from "./kernels/memory.ts";
export type { Raster } from "./kernels/raster.ts";
export { reindex } from "./kernels/reindex.ts";
export type { CompanionColumn, CompanionColumns } from "./kinds/collated-rows.ts";
export { columnsBytes } from "./kinds/column-bytes.ts";
export {
  completed,
  describeSample,
  isComplete,
  type SampleDescription,
  schemaOf,
} from "./kinds/describe.ts";
export { isOfKind, kindNamed, kindOfAny } from "./kinds/index.ts";
export type { CollateContext, Column, ColumnLayout, Kind } from "./kinds/kind.ts";
export { type PadTo, padTo, type RowCollate } from "./kinds/row-collate.ts";
export { sampleBytes } from "./kinds/sample-bytes.ts";
export { type SchemaRequest, typeText } from "./kinds/schema.ts";
export { type DecodeForeign, decodeStep } from "./policy/decode.ts";
export { type EncodeForeign, encodeStep, isBuiltIn } from "./policy/encode.ts";
export { type Hash128, hashKey, hashSeed, hashText, hashWords, type SampleKey } from "./random/key.ts";
export { namedRandom, randomFor } from "./random/random.ts";
export { bytesPerNumber, countOf, tensorArray } from "./tensor.ts";
