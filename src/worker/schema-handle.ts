import type { LoaderSchema } from "@millrace/core";

/** A schema as plans carry it: in shared memory, so that its size costs a plan nothing. */
export interface SchemaHandle {
  /** Unique in the process; threads keep the schema that they read under it. */
  readonly id: number;
  readonly bytes: SharedArrayBuffer;
}

let schemas = 0;
const packed = new WeakMap<LoaderSchema, SchemaHandle>();

/** The handle of a schema; the same one whenever it is asked for the same schema. */
export function packSchema(schema: LoaderSchema): SchemaHandle {
  const known = packed.get(schema);
  if (known !== undefined) return known;
  const data = new TextEncoder().encode(JSON.stringify(schema));
  const bytes = new SharedArrayBuffer(data.byteLength);
  new Uint8Array(bytes).set(data);
  const handle = { id: ++schemas, bytes };
  packed.set(schema, handle);
  return handle;
}

/** The other end of `packSchema`, for one pipeline in one thread: what was read last is kept. */
export class SchemaReader {
  #id: number | undefined;
  #schema: LoaderSchema = [];

  read({ id, bytes }: SchemaHandle): LoaderSchema {
    if (this.#id === id) return this.#schema;
    // A copy: the decoder does not take views of shared memory.
    this.#schema = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes).slice())) as LoaderSchema;
    this.#id = id;
    return this.#schema;
  }
}
