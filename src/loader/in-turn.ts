/**
 * Takes steps one after another, whatever becomes of those before.
 *
 * @throws what a step threw, after the last; an AggregateError where several did.
 */
export async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "several things failed while a loader ended");
}
