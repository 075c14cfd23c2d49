import type { Random } from "millrace";

/** What goes wrong on the consumer's side, after a batch. Those that end the loop are followed by a resume. */
export const disturbances = {
  "slow consumer": 0.08,
  "consumer that blocks the event loop": 0.05,
  "batch that is never released": 0.03,
  break: 0.12,
  "error in the body": 0.06,
  "close in mid-batch": 0.04,
  "close while a batch is waited for": 0.04,
  "abort while a batch is waited for": 0.04,
  "worker.terminate from outside": 0.002,
} as const;
export type Disturbance = keyof typeof disturbances;

/** What comes after this batch, of most of them nothing. */
export function draw(random: Random): Disturbance | undefined {
  let left = random.next();
  for (const [name, probability] of Object.entries(disturbances)) {
    if (left < probability) return name as Disturbance;
    left -= probability;
  }
  return undefined;
}
