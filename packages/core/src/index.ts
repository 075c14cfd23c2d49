export {
  type Augmented,
  type AugmentOptions,
  augment,
  augmentSync,
  type ReadingOptions,
  type ReplayOptions,
  replay,
  type SyncOptions,
} from "./augment.ts";
export {
  type BatchCombinator,
  type BatchFactory,
  type BatchLeaf,
  type BatchOutline,
  type BatchTransform,
  type CollatedBatch,
  defineBatchTransform,
  isBatchTransform,
  type LabelResult,
  type LabelsOf,
} from "./batch-transform.ts";
export { OptionError, parseOptions, show } from "./check.ts";
export { type CombinatorFactory, defineCombinator } from "./combine/combinator.ts";
export * from "./combine/index.ts";
export { isStep } from "./combine/is-step.ts";
export { defineTransform, type Factory, type LeafDescription } from "./define.ts";
export { evaluationOf } from "./evaluation.ts";
export * from "./fields/index.ts";
export type { ImageEffect } from "./image/effect.ts";
export { atIntensity } from "./intensity.ts";
export { KeptPixels, keepPixels } from "./kept-pixels.ts";
export type { CollatedRows, FlatRows, PaddedRows, RaggedRows } from "./kinds/collated-rows.ts";
export { type KindName, kindOf } from "./kinds/index.ts";
export type { CompanionType, FieldSchema, FieldType, LoaderSchema } from "./kinds/schema.ts";
export { nearestName, suggestion } from "./nearest-name.ts";
export type {
  BoxesOutline,
  Canvas,
  FieldOutline,
  ImageOutline,
  KeypointsOutline,
  MaskOutline,
  Outline,
} from "./outline.ts";
export type {
  DecodeRequest,
  FieldReader,
  PixelSource,
  ReadableClip,
  ReadableField,
  ReadableFields,
  Rectangle,
} from "./pixel-source.ts";
export type { KnownFactory, Transforms } from "./policy/known.ts";
export {
  fromBatchPolicy,
  fromColumnPolicy,
  fromPolicy,
  lentNames,
  loadPolicy,
  type Policy,
  type PolicyOptions,
  policySchemaId,
  toPolicy,
} from "./policy/policy.ts";
export { policySchema } from "./policy/schema.ts";
export type { SampleKey, Seed } from "./random/key.ts";
export { Random } from "./random/random.ts";
export type { RowKeys } from "./tabular/cell-random.ts";
export type { ColumnBatch, TableColumn } from "./tabular/column-batch.ts";
export {
  type ColumnContext,
  type ColumnFactory,
  type ColumnTransform,
  defineColumnTransform,
  isColumnTransform,
} from "./tabular/column-transform.ts";
export { type NumberArray, type Tensor, type TensorType, type TypedArrayOf, tensorTypes } from "./tensor.ts";
export type {
  ApplyContext,
  Change,
  Combinator,
  Definition,
  DrawContext,
  EditContext,
  Effect,
  Engine,
  FunctionStep,
  ImageResult,
  Json,
  JsonObject,
  LeafTransform,
  Limits,
  ResultOf,
  SeenKind,
  Step,
  Transform,
} from "./transform.ts";
export type { DrawSource } from "./walk/draw-source.ts";
export { pixelsReader } from "./walk/pixels-reader.ts";
