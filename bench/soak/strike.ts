import { isMainThread } from "node:worker_threads";

/** Faults that lie in wait at a sample and strike once, wherever that sample is made first. */
export const strikes = [
  "process.exit",
  "heap out of memory",
  "endless loop",
  "get never answers",
  "get throws",
  "get rejects late",
  "WASM trap",
] as const;
export type Strike = (typeof strikes)[number];

/** Those that end a thread: on the main thread they would end the soak. */
const deadly: ReadonlySet<Strike> = new Set(["process.exit", "heap out of memory", "endless loop"]);

/** Where faults lie, in memory that all threads share: how often each kind struck, then what lies at each sample. */
export type Mines = Int32Array;

export function newMines(samples: number): Mines {
  return new Int32Array(new SharedArrayBuffer(4 * (strikes.length + samples)));
}

export function lay(mines: Mines, sample: number, strike: Strike): void {
  Atomics.store(mines, strikes.length + sample, 1 + strikes.indexOf(strike));
}

/** Takes everything away that did not strike. */
export function clear(mines: Mines): void {
  mines.fill(0, strikes.length);
}

/** What a fault's error says, for the soak to know its own. */
export const struck = "struck by the soak";

/** What lies at this sample strikes, once. @returns a promise where the fault is one. */
export function step(mines: Mines, sample: number): Promise<never> | undefined {
  const code = Atomics.load(mines, strikes.length + sample);
  if (code === 0) return undefined;
  const strike = strikes[code - 1] as Strike;
  if (isMainThread && deadly.has(strike)) return undefined;
  // Another thread may have come here at the same time.
  if (Atomics.exchange(mines, strikes.length + sample, 0) === 0) return undefined;
  Atomics.add(mines, code - 1, 1);
  return effects[strike]();
}

const effects: Readonly<Record<Strike, () => Promise<never> | undefined>> = {
  "process.exit": () => process.exit(3),
  "heap out of memory": () => {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(1e5).fill({}));
  },
  "endless loop": () => {
    for (;;);
  },
  "get never answers": () => new Promise(() => {}),
  "get throws": () => {
    throw new Error(struck);
  },
  "get rejects late": () => new Promise((_, reject) => setTimeout(reject, 5, new Error(struck))),
  "WASM trap": () => trap(),
};

/** A WebAssembly function whose body is `unreachable`. */
export function trap(): never {
  const module = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11,
  ]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
  (exports.f as () => void)();
  throw new Error("unreachable code was reached");
}
