import { fieldsOfKind, type Outline } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import type { Choice, Place } from "./magnitudes.ts";
import type { DrawnOperation } from "./operations.ts";

/** One operation of a space. Every number is drawn whatever comes of it, so that no option moves another draw. */
export function drawOperation(random: Random, space: readonly Choice[], place: Place): DrawnOperation {
  const { operation, magnitude, signed } = space[random.integer(space.length)] as Choice;
  const opposite = random.chance(0.5);
  const happens = random.chance(place.strength);
  if (magnitude === undefined) return { operation: happens ? operation : "identity", magnitude: null };
  const size = magnitude(place);
  // Zero has no sign in JSON.
  return { operation, magnitude: signed && opposite && size !== 0 ? -size : size };
}

/**
 * Half of the operations would take floats; that the others do not should not show by chance.
 *
 * @throws TypeError for an image that holds floats.
 */
export function requireBytes(outline: Outline, policy: string): void {
  for (const [name, { type }] of fieldsOfKind(outline, "image")) {
    if (type === "float32") {
      throw new TypeError(
        `it works on bytes, and the field "${name}" holds floats by now; put ${policy} before normalize and toFloat`,
      );
    }
  }
}
