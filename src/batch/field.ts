import type { CollatedRows } from "@millrace/core";
import type { BatchTensor } from "./tensor.ts";

/** A field of a batch. */
export type BatchField = BatchTensor | CollatedRows | string[] | unknown[];
