import { acceptedBy } from "../../kernels/color-operation.ts";
import type { ImageOutline } from "../../outline-types.ts";
import type { Accepts, ImageEffect } from "../effect.ts";

/**
 * Holds an effect to the images that it takes.
 *
 * @throws TypeError for an element type, RangeError for a number of channels that it does not take.
 */
export function checkAccepted(
  effect: Extract<ImageEffect, { family: "color" | "pixel" }>,
  field: string,
  outline: ImageOutline,
  name: string,
): void {
  if (effect.family === "color") {
    // No operation at all is as much a color effect as any other.
    check({ types: ["uint8", "uint16"], ...effect.accepts }, field, outline, name);
    for (const operation of effect.operations) check(acceptedBy(operation), field, outline, name);
  } else check(effect.accepts ?? {}, field, outline, name);
}

function check({ types = ["uint8"], channels: counts }: Accepts, field: string, outline: ImageOutline, name: string) {
  const { type, channels } = outline;
  if (!types.includes(type)) {
    if (type === "float32") throw worksOnBytes(field, name);
    throw new TypeError(`it takes ${types.join(" or ")} images, and the field "${field}" holds ${type}`);
  }
  if (counts !== undefined && !counts.includes(channels)) {
    throw new RangeError(
      `it takes images of ${listed(counts)} channels, and the field "${field}" has ${channels} channel${channels === 1 ? "" : "s"}`,
    );
  }
}

/** Kernels that compute with levels take bytes; moving pixels, and what says so of itself, takes floats too. */
export function worksOnBytes(field: string, name: string): TypeError {
  return new TypeError(
    `it works on bytes, and the field "${field}" holds floats by now; put ${name} before normalize and toFloat`,
  );
}

/** `1, 2 or 3`. */
function listed(counts: readonly number[]): string {
  const [last, ...others] = [...counts].reverse();
  return others.length === 0 ? `${last}` : `${others.reverse().join(", ")} or ${last}`;
}
