import type { KernelMemory } from "./memory.ts";

/**
 * The exports of a kernel module on a memory. The module is compiled on first use, once for all memories of the thread.
 *
 * @param base64 the module as `scripts/build-kernels.mjs` embeds it.
 */
export function moduleOf<Exports extends object>(base64: string): (memory: KernelMemory) => Exports {
  let compiled: WebAssembly.Module | undefined;
  const instances = new WeakMap<KernelMemory, Exports>();
  return (memory) => {
    const known = instances.get(memory);
    if (known) return known;
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    const instance = new WebAssembly.Instance(compiled, { env: { memory: memory.memory as WebAssembly.Memory } });
    const exports = instance.exports as unknown as Exports;
    instances.set(memory, exports);
    return exports;
  };
}
