import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Pseudo-random numbers in [0, 1), the same in every run (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Something like a photograph: gradients, waves, noise and a sharp rectangle. Interleaved RGB. */
export function picture(width: number, height: number, seed = 1): Uint8Array {
  const random = generator(seed);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const noise = 24 * (random() - 0.5);
      const inside = x > width / 4 && x < width / 2 && y > height / 4 && y < height / 2;
      const at = 3 * (y * width + x);
      pixels[at] = clamp(inside ? 220 : 128 + 100 * Math.sin(x / 17 + y / 23) + noise);
      pixels[at + 1] = clamp(inside ? 30 : 128 + 90 * Math.cos(x / 13 - y / 19) + noise);
      pixels[at + 2] = clamp(inside ? 40 : ((x + 2 * y) % 256) + noise);
    }
  }
  return pixels;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** A file of `fixtures/`, which `fixtures/make.py` made. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))));
}

/** The fixtures that the decoder takes. */
export const fixtureNames = [
  "422",
  "422-progressive",
  "422-narrow",
  "440",
  "440-progressive",
  "restart",
  "restart-progressive",
  "three-scans",
  "adobe-rgb",
  "grey",
  "grey-restart",
] as const;
