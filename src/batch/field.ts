import type { RowsColumn } from "@millrace/core/engine";
import type { BatchTensor } from "./tensor.ts";

/** A field of a batch. */
export type BatchField = BatchTensor | RowsColumn | string[] | unknown[];
