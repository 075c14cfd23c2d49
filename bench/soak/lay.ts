import type { Random } from "millrace";
import type { Configuration } from "./configuration.ts";
import { lay, type Mines, type Strike, strikes } from "./strike.ts";

/** How many lie in one round, on average: a thread's death costs most of a second, a missed deadline more. */
const perRound: Readonly<Record<Strike, number>> = {
  "process.exit": 0.5,
  "heap out of memory": 0.12,
  "endless loop": 0.1,
  "get never answers": 0.15,
  "get throws": 8,
  "get rejects late": 8,
  "WASM trap": 6,
};

/** Lays faults at random samples of a configuration, of the kinds that may come there. */
export function layMines({ fields }: Configuration, random: Random): void {
  for (const { mines, strikes: allowed } of fields) {
    const samples = mines.length - strikes.length;
    for (const strike of new Set(allowed)) {
      const count = Math.floor((2 * perRound[strike] * random.next()) / fields.length + random.next());
      for (let i = 0; i < count; i++) lay(mines, random.integer(samples), strike);
    }
  }
}

/** How often each kind struck, taken from where it is counted. */
export function takeCounts(mines: Mines, add: (strike: Strike, count: number) => void): void {
  for (const [code, strike] of strikes.entries()) {
    const count = Atomics.exchange(mines, code, 0);
    if (count > 0) add(strike, count);
  }
}
