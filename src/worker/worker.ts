/** The entry of a worker thread: carries plans out. */
import { move, transferableSymbol, valueSymbol } from "piscina";
import { type PlainError, packError } from "./errors.ts";
import { type MadeBatch, makeBatch } from "./make-batch.ts";
import type { Plan } from "./pipeline.ts";
import { slabsOf } from "./slabs.ts";

/** What a worker answers. Errors come back as values, so that none of their fields is lost. */
export type WorkerAnswer = { readonly made: MadeBatch | undefined } | { readonly error: PlainError };

export default async function carryOut(plan: Plan): Promise<WorkerAnswer> {
  let made: MadeBatch | undefined;
  try {
    made = await makeBatch(plan);
  } catch (error) {
    return { error: packError(error) };
  }
  if (made === undefined) return { made };
  // Slabs change threads without a copy: piscina's protocol for a value with several transferable parts.
  const answer = { [transferableSymbol]: slabsOf(made.columns), [valueSymbol]: { made } satisfies WorkerAnswer };
  return move(answer as never) as unknown as WorkerAnswer;
}
