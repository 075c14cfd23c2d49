import type { Json, Outline, Random, Transform } from "@millrace/core";
import { hashSeed, hashText, randomFor } from "@millrace/core/engine";

/** The stream that a sample's index has in these tests. */
export function stream(index: number, seed = 1, path = "test"): Random {
  return randomFor(hashSeed(seed), hashText(path), { seed, epoch: 0, index });
}

/** The outline of a sample that is an image alone. */
export function imageOutline(width = 500, height = 375): Outline {
  return { fields: { image: { kind: "image", width, height, channels: 3, type: "uint8" } }, others: {} };
}

/** The same with so many channels of a type; of 16 bits too. */
export function bandsOutline(channels: number, type: "uint8" | "uint16" | "float32" = "uint8"): Outline {
  const image = { kind: "image", width: 8, height: 8, channels, type };
  return { fields: { image }, others: {} } as unknown as Outline;
}

/** What a leaf draws for many samples. */
export function drawMany<Draw>(transform: Transform, count: number, outline = imageOutline()): Draw[] {
  if (transform.type !== "leaf") throw new TypeError("a combinator chooses, it does not draw");
  return Array.from({ length: count }, (_, index) => transform.draw(stream(index), outline) as Draw);
}

/** What a combinator chooses for many samples. */
export function chooseMany(transform: Transform, count: number): (readonly number[])[] {
  if (transform.type !== "combinator") throw new TypeError("a leaf draws, it does not choose");
  return Array.from({ length: count }, (_, index) => transform.choose(stream(index)));
}

/** All draws of a record, by where they stand, such as `0/2`; only those of transforms. */
export function leafDraws(record: Json, path = ""): Record<string, Json> {
  const chosen = (record as { chosen?: readonly { step: number; draw: Json }[] } | null)?.chosen;
  if (chosen === undefined) return { [path]: record };
  return Object.assign({}, ...chosen.map(({ step, draw }) => leafDraws(draw, `${path}/${step}`)));
}
