export { type Augmented, type AugmentOptions, augment, replay } from "./augment.ts";
export {
  type BatchFactory,
  type BatchOutline,
  type BatchTransform,
  type CollatedBatch,
  defineBatchTransform,
} from "./batch-transform.ts";
export { OptionError, parseOptions, show } from "./check.ts";
export { type CombinatorFactory, defineCombinator, isStep } from "./combine/combinator.ts";
export * from "./combine/index.ts";
export { defineTransform, type Factory, type LeafDescription } from "./define.ts";
export { evaluationOf } from "./evaluation.ts";
export type { DrawSource } from "./execute/draw.ts";
export { pixelsReader } from "./execute/pixels-reader.ts";
export * from "./fields/index.ts";
export { atIntensity } from "./intensity.ts";
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
  ReadableField,
  ReadableFields,
  Rectangle,
} from "./pixel-source.ts";
export type { KnownFactory, Transforms } from "./policy/known.ts";
export { fromPolicy, lentNames, type Policy, policySchemaId, toPolicy } from "./policy/policy.ts";
export { policySchema } from "./policy/schema.ts";
export type { SampleKey, Seed } from "./random/key.ts";
export { Random } from "./random/random.ts";
export { type Tensor, type TensorType, type TypedArrayOf, tensorTypes } from "./tensor.ts";
export type {
  Change,
  Combinator,
  Definition,
  FunctionStep,
  ImageEffect,
  ImageResult,
  Json,
  JsonObject,
  LeafTransform,
  ResultOf,
  Step,
  Transform,
} from "./transform.ts";
