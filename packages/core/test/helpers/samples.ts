import { createHash } from "node:crypto";
import { boxes, classLabel, clip, keypoints, mask, maskClip, type Pixels, pixels } from "@millrace/core";

/** Bytes that look random and are the same each time. */
export function bytes(count: number, seed = 1): Uint8Array {
  let state = seed >>> 0;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

export function noise(width = 32, height = 24, channels = 3, seed = 1): Pixels<Uint8Array> {
  return pixels(bytes(width * height * channels, seed), width, height, channels);
}

/** An image with an annotation of every kind. */
export function fullSample(channels = 3, seed = 1) {
  return {
    image: noise(32, 24, channels, seed),
    mask: mask(
      bytes(32 * 24, seed + 1).map((value) => value % 5),
      32,
      24,
    ),
    boxes: boxes(
      [
        [2, 3, 14, 11],
        [10.5, 8, 30, 20.25],
      ],
      { format: "xyxy", with: { id: ["a", "b"], instance: [1, 2] } },
    ),
    keypoints: keypoints(
      [
        [16.5, 12.5],
        [4, 20],
      ],
      { outside: "keep" },
    ),
    label: classLabel(2),
  };
}

/** As `fullSample`, with a clip of three frames and their masks as well; nothing lies on it. */
export function clipSample(channels = 3, seed = 1) {
  const { image, mask: one } = fullSample(channels, seed);
  const masks = [6, 7, 8].map((more) => mask(fullSample(channels, seed + more).mask.data, 32, 24));
  const frames = [3, 4, 5].map((more) => noise(32, 24, channels, seed + more));
  return { image, mask: one, clip: clip(frames), clipMasks: maskClip(masks), label: classLabel(2) };
}

/** A sample as text, its arrays as digests of their bytes, so that two can be compared and one can be kept. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (!ArrayBuffer.isView(item)) return item;
    const data = new Uint8Array(item.buffer, item.byteOffset, item.byteLength);
    return `${item.constructor.name} ${createHash("sha256").update(data).digest("hex").slice(0, 16)}`;
  });
}

/** Freezes an object and all that it holds. Typed arrays cannot be frozen: compare their bytes. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
