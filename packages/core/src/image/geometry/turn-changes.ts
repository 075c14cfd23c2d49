import type { Change } from "../../transform.ts";

/**
 * What a turn by an angle from `low` to `high` degrees can alter: nearer than 45° to a half turn, a 6 may be read as a 9;
 * nearer than 45° to a quarter turn, what stood lies.
 */
export function turnChanges(low: number, high: number): readonly Change[] {
  if (low === 0 && high === 0) return [];
  const changes: Change[] = ["rotation"];
  if (comesNear(low, high, 90) || comesNear(low, high, 270)) changes.push("quarterTurn");
  if (comesNear(low, high, 180)) changes.push("halfTurn");
  return changes;
}

/** Whether an angle of the range, in whole turns more or less, lies less than 45° from another. */
function comesNear(low: number, high: number, angle: number): boolean {
  const [from, to] = [angle - 45, angle + 45];
  // The last of these angles' stretches that begins below the end of the range must end above its beginning.
  const turns = Math.ceil((high - from) / 360) - 1;
  return to + 360 * turns > low;
}
