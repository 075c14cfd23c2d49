export {
  type AlignedFormat,
  atIntensity,
  augmentSync,
  type BatchTransform,
  type Boxes,
  type BoxFormat,
  boxes,
  type ClassLabel,
  type Clip,
  type CollatedRows,
  type ColumnBatch,
  type ColumnContext,
  type ColumnTransform,
  classLabel,
  clip,
  compose,
  defineBatchTransform,
  defineColumnTransform,
  defineTransform,
  type EncodedImage,
  type EncodedMask,
  encodedImage,
  encodedMask,
  evaluationOf,
  type FieldSchema,
  type FieldType,
  type FlatRows,
  fromPolicy,
  type Image,
  type ImageDecodeOptions,
  type ImageFile,
  imageFile,
  type KeptPixels,
  type KeypointMirror,
  type Keypoints,
  keepPixels,
  keypoints,
  type LoaderSchema,
  loadPolicy,
  type Mask,
  type MaskClip,
  type MaskFile,
  type MaskPixels,
  mask,
  maskClip,
  maskFile,
  OptionError,
  type OrientedFormat,
  type PaddedRows,
  type PixelData,
  type Pixels,
  type Policy,
  pixels,
  policySchema,
  type RaggedRows,
  Random,
  type Sample,
  type Seed,
  type Step,
  type SyncOptions,
  type TableColumn,
  type Tensor,
  type TensorField,
  type TensorType,
  type Text,
  type Transform,
  tensor,
  text,
  toPolicy,
} from "@millrace/core";
export {
  type FillOptions,
  type Pad,
  type PadOptions,
  type PadTo,
  pad,
  padTo,
  type RowCollate,
} from "@millrace/core/engine";
export { augment, replay } from "./augment.ts";
export { Batch } from "./batch/batch.ts";
export type { BatchField } from "./batch/field.ts";
export { BatchTensor } from "./batch/tensor.ts";
export type { BatchFieldOf, TypedBatch } from "./batch/types.ts";
export { type Benchmarkable, type BenchmarkReport, benchmark } from "./benchmark/benchmark.ts";
export { type HeadroomOptions, type HeadroomReport, headroom } from "./benchmark/headroom.ts";
export type { Measured } from "./benchmark/measure.ts";
export type { BenchmarkOptions } from "./benchmark/options.ts";
export type { CacheStatistics } from "./datasets/cache/account.ts";
export { type CachedDataset, type CacheOptions, cache } from "./datasets/cache.ts";
export type { ColumnDataset, ColumnReadContext } from "./datasets/column-dataset.ts";
export type { ColumnNumbers, ColumnTableOptions, ColumnValues } from "./datasets/column-table/given.ts";
export { type ColumnTable, columnTable } from "./datasets/column-table.ts";
export { concat } from "./datasets/concat.ts";
export type { Dataset, ReadContext, Samples } from "./datasets/dataset.ts";
export { type FilterOptions, type FilterProgress, filter } from "./datasets/filter.ts";
export { imageFolder } from "./datasets/image-folder.ts";
export type { BareIterable, IterableContext, IterableDataset } from "./datasets/iterable.ts";
export { type Fold, type KFoldOptions, kFold } from "./datasets/k-fold.ts";
export { type LengthsOptions, lengthsOf } from "./datasets/lengths-of.ts";
export { type MapOptions, map } from "./datasets/map.ts";
export { type MixChange, type MixOptions, type MixPart, mix } from "./datasets/mix.ts";
export type { ColumnSubset, Subset } from "./datasets/part.ts";
export type { ShardContext, ShardedDataset, ShardSamples } from "./datasets/sharded.ts";
export { ShardError } from "./datasets/shards/shard-error.ts";
export { type SplitOptions, split } from "./datasets/split.ts";
export { type IndexRange, subset } from "./datasets/subset.ts";
export { DecodeError } from "./decode/decode-error.ts";
export type { ReasonCount } from "./lint/reason-counts.ts";
export { type LintedSample, type LintOptions, type LintProgress, type LintReport, lint } from "./lint.ts";
export { type BadSample, type BadSampleReport, BadSamplesError, type ErrorCounts } from "./loader/bad-samples.ts";
export type { FieldCollate } from "./loader/collating.ts";
export { mergeStates } from "./loader/merge-states.ts";
export type { DataLoaderOptions, ShuffleOptions } from "./loader/options.ts";
export { dataParallelShard, type Parallelism, type ShardOption } from "./loader/shard-of.ts";
export type { OpenShard, ShardsPlace } from "./loader/shards/shards-place.ts";
export type { LoaderState } from "./loader/state.ts";
export type { StreamIdentity } from "./loader/stream-identity.ts";
export { type AnyDataset, DataLoader } from "./loader.ts";
export type { Budget } from "./order/budget.ts";
export type { Tail } from "./order/global-batches.ts";
export type { Place, Reference } from "./order/reference.ts";
export type { NumberList } from "./order/row-numbers.ts";
export type { Shard } from "./order/shard.ts";
export type { WindowStart } from "./order/windowed-batches.ts";
export type { ProgressStream } from "./progress/line.ts";
export { type LoaderProgress, type ProgressOptions, progress } from "./progress/progress.ts";
export type { ProgressReport } from "./progress/report.ts";
export type { ProgressTarget } from "./progress/target.ts";
export { fromModule } from "./recipe/from-module.ts";
export { type BucketOptions, bucketByLength } from "./samplers/bucket-by-length.ts";
export { type BudgetOptions, maxPixels, maxTokens } from "./samplers/budgets.ts";
export { classBalanced } from "./samplers/class-balanced.ts";
export type { Labels } from "./samplers/classes.ts";
export { batchesOf, type OwnRow, type OwnSampler, type OwnSamplerContext } from "./samplers/own.ts";
export { type PackOptions, pack } from "./samplers/pack.ts";
export { repeat } from "./samplers/repeat.ts";
export type { Sampler } from "./samplers/sampler.ts";
export { stratified } from "./samplers/stratified.ts";
export { weighted } from "./samplers/weighted.ts";
export type { BatchMessage, EpochMessage, WarningMessage, WorkerMessage } from "./statistics/channels.ts";
export { type Observed, type PrometheusOptions, prometheus } from "./statistics/prometheus.ts";
export type { LoaderStatistics, StageStatistics } from "./statistics/statistics.ts";
export type { Verdict } from "./statistics/verdict.ts";
export { type VerifyResumeOptions, type VerifyResumeReport, verifyResume } from "./verify-resume.ts";
export { silence, type WarningCode } from "./warnings.ts";
export type {
  CollateContext,
  CollatedTensor,
  CollateFunction,
  CollateResult,
  CollateSchema,
} from "./worker/custom-collate.ts";
export { BatchError, SampleError, type Stage } from "./worker/errors.ts";
