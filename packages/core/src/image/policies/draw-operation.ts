import { fieldsOfKind, type Outline } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { type Choice, magnitudeAt, type Place } from "./magnitudes.ts";
import type { DrawnOperation } from "./operations.ts";

/** One operation of a space. Every number is drawn whatever comes of it, so that no option moves another draw. */
export function drawOperation(random: Random, space: readonly Choice[], place: Place): DrawnOperation {
  return drawMagnitude(random, space[random.integer(space.length)] as Choice, place);
}

/** One operation that was chosen: with a sign where it has one, and as much rarer at less strength where it has no magnitude. */
export function drawMagnitude(random: Random, { operation, range, signed }: Choice, place: Place): DrawnOperation {
  const opposite = random.chance(0.5);
  const happens = random.chance(place.strength);
  if (range === undefined) return { operation: happens ? operation : "identity", magnitude: null };
  const size = magnitudeAt(range, place);
  // Zero has no sign in JSON.
  return { operation, magnitude: signed && opposite && size !== 0 ? -size : size };
}

/**
 * Half of the operations would take floats or 16 bits; that the others do not should not show by chance.
 *
 * @throws TypeError for an image that holds other than bytes.
 */
export function requireBytes(outline: Outline, policy: string): void {
  for (const [name, { type }] of fieldsOfKind(outline, "image")) {
    if (type === "float32") {
      throw new TypeError(
        `it works on bytes, and the field "${name}" holds floats by now; put ${policy} before normalize and toFloat`,
      );
    }
    if (type !== "uint8") throw new TypeError(`it takes uint8 images, and the field "${name}" holds ${type}`);
  }
}
