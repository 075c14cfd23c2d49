import type { WasmMemory } from "../arena.ts";
import { base64 } from "./wasm.generated.ts";

/** What the kernels' module exports; `kernels/` says what each does. Pointers are byte offsets. */
export interface Kernels {
  unstuff(source: number, length: number, top: number, positions: number, capacity: number, result: number): number;
  buildTable(source: number, table: number, kind: number): number;
  decodeRows(frame: number): void;
  decodeScan(frame: number): void;
  renderRows(frame: number): void;
}

/** The kernels as they were compiled, by whose digest results can be told from those of another version. */
export const kernelCode: string = base64;

let compiled: WebAssembly.Module | undefined;
const instances = new WeakMap<WasmMemory, Kernels>();

/** The kernels over a memory; made once for each. */
export function kernelsOver(memory: WasmMemory): Kernels {
  const known = instances.get(memory);
  if (known) return known;
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  const instance = new WebAssembly.Instance(compiled, { env: { memory: memory as WebAssembly.Memory } });
  const kernels = instance.exports as unknown as Kernels;
  instances.set(memory, kernels);
  return kernels;
}
