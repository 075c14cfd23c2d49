import { createHash } from "node:crypto";
import { augment, boxes, keypoints, mask, type Pixels, pixels, type Sample, type Step } from "@millrace/core";

const width = 160;
const height = 120;

/** A picture with skies, hills, a house and a ball: edges, gradients, colors and texture, drawn in whole numbers. */
export function scene(variant = 0): Pixels<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  let state = 12345 + variant;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const grain = (state >>> 28) - 8;
      const color = colorAt(x, y, variant);
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) data[at + c] = Math.max(0, Math.min(255, (color[c] as number) + grain));
    }
  }
  return pixels(data, width, height);
}

function colorAt(x: number, y: number, variant: number): readonly [number, number, number] {
  const ball = (x - 118) ** 2 + (y - 84) ** 2;
  if (ball < 400) {
    const shade = Math.floor(((x - 110) ** 2 + (y - 76) ** 2) / 8);
    return variant === 0 ? [230 - shade, 60, 50] : [60, 90, 240 - shade];
  }
  const roof = y > 38 && y < 58 && Math.abs(x - 52) < (y - 38) * 2;
  if (roof) return [150, 60 + (y % 4) * 8, 40];
  if (x > 22 && x < 82 && y >= 58 && y < 100) {
    const isWindow = (x > 30 && x < 44) || (x > 60 && x < 74);
    if (isWindow && y > 66 && y < 80) return [60, 90, 130];
    if (x > 47 && x < 57 && y > 74) return [90, 60, 40];
    return [225, 205, 165 + (x % 6) * 3];
  }
  if (y > 92 - Math.floor(((x - 80) * (x - 80)) / 400)) return [70 + (x % 5) * 6, 140 - Math.floor(y / 3), 60];
  return [110 + Math.floor(y * 0.9), 160 + Math.floor(y * 0.6), 235 - Math.floor(y / 4)];
}

/** The scene with what may lie on it: the ball and the house as objects. */
function sceneSample(variant = 0): Sample {
  const objects = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((x - 118) ** 2 + (y - 84) ** 2 < 400) objects[y * width + x] = 1;
      else if (x > 22 && x < 82 && y >= 58 && y < 100) objects[y * width + x] = 2;
    }
  }
  return {
    image: scene(variant),
    mask: mask(objects, width, height),
    boxes: boxes(
      [
        [98, 64, 138, 104],
        [22, 58, 82, 100],
      ],
      { format: "xyxy", with: { instance: [1, 2] } },
    ),
    keypoints: keypoints([[118, 84]], { outside: "keep" }),
  };
}

/** What a transform makes of the scene, the first of several seeds that changes it. */
export async function after(step: Step): Promise<Pixels> {
  const before = scene();
  const partners = { length: 8, get: (index: number) => sceneSample(index % 2) };
  for (let index = 0; ; index++) {
    const { sample } = await augment(sceneSample(), step, { seed: 7, index, partners });
    const image = (sample.image ?? sample.image0) as Pixels;
    if (index === 40 || image.data.length !== before.data.length) return image;
    if (image.data.some((value: number, i: number) => Math.abs(value - (before.data[i] as number)) > 3)) return image;
  }
}

/** Bytes to look at: floats are shown between their least and their greatest value, 16 bits by their upper eight. */
export function shown({ data, width: columns, height: rows, channels }: Pixels): Pixels<Uint8Array> {
  if (data instanceof Uint8Array) return pixels(data, columns, rows, channels);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const levels = Uint8Array.from(data as ArrayLike<number>, (value) =>
    Math.round(((value - least) * 255) / (most - least || 1)),
  );
  return pixels(levels, columns, rows, channels);
}

/** By which a test sees that a picture is what the library makes today, whatever an encoder makes of it. */
export function digestOf({ data, width: columns, height: rows }: Pixels): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash("sha256").update(`${columns} ${rows} `).update(bytes).digest("hex").slice(0, 16);
}
