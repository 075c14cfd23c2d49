import { deserialize, serialize } from "node:v8";
import type { PipelineHandle, PipelineSpec } from "./pipeline.ts";

let pipelines = 0;

/** A name for a pipeline that stays in this thread. */
export function localHandle(): PipelineHandle {
  return { id: ++pipelines, buffers: [] };
}

/**
 * A pipeline in shared memory: a plan posts references to it, so that its size costs nothing, and a worker that is put
 * in a dead one's place can open it as well.
 *
 * @param buffers the shared memory that its recipes name.
 */
export function packPipeline(spec: PipelineSpec, buffers: readonly SharedArrayBuffer[]): PipelineHandle {
  const data = serialize(spec);
  const bytes = new SharedArrayBuffer(data.byteLength);
  new Uint8Array(bytes).set(data);
  return { id: ++pipelines, bytes, buffers };
}

/** The other end of `packPipeline`. */
export function unpackPipeline({ id, bytes }: PipelineHandle): PipelineSpec {
  if (bytes === undefined) throw new Error(`pipeline ${id} belongs to another thread`);
  // A copy: the deserializer does not take views of shared memory on every version.
  return deserialize(new Uint8Array(bytes).slice()) as PipelineSpec;
}
