// The same augmentation in Node and in a browser; prints a digest of the pixels.
import { augment, compose, pixels } from "@millrace/core";
import {
  colorJitter,
  gaussianBlur,
  normalize,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
} from "@millrace/core/image";

const transform = compose([
  randomResizedCrop(64),
  randomHorizontalFlip(),
  colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
  randomRotation(20, { interpolation: "bilinear" }),
  gaussianBlur(5),
  normalize(),
]);

/** SHA-256 over the pixels of eight samples. */
export async function digest(): Promise<string> {
  const bytes = Uint8Array.from({ length: 120 * 90 * 3 }, (_, i) => (i * 7 + ((i * i) >> 7)) & 255);
  const parts: Uint8Array[] = [];
  for (let index = 0; index < 8; index++) {
    const { sample } = await augment({ image: pixels(bytes, 120, 90) }, transform, { seed: "browser", index });
    const { data } = sample.image as { data: Float32Array };
    parts.push(new Uint8Array(data.buffer));
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
