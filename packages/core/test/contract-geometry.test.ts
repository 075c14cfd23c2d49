import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  boxes,
  type ImageEffect,
  type Json,
  keypoints,
  type LeafTransform,
  mask,
  pixels,
} from "@millrace/core";
import * as geometry from "../src/image/geometry/index.ts";
import { everyLeaf } from "./helpers/factories.ts";

const width = 72;
const height = 54;

interface Blob {
  /** The middle, in pixels with edges at whole numbers. */
  readonly x: number;
  readonly y: number;
  /** Half of its side. */
  readonly radius: number;
}

/** A bright square on black, the same in a mask, a keypoint in its middle and a box around it. */
function blobSample({ x, y, radius }: Blob) {
  const inside = Uint8Array.from({ length: width * height }, (_, i) => {
    const [dx, dy] = [(i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y];
    return Math.abs(dx) < radius && Math.abs(dy) < radius ? 1 : 0;
  });
  return {
    image: pixels(
      inside.map((value) => value * 200),
      width,
      height,
      1,
    ),
    mask: mask(inside, width, height),
    boxes: boxes([[x - radius, y - radius, x + radius, y + radius]], { format: "xyxy" }),
    keypoints: keypoints([[x, y]]),
  };
}

type Result = ReturnType<typeof blobSample>;

/** The middle of what is at least as bright as this, which no fill is, and how bright it is altogether. */
function centroid({ data, width: columns }: { data: ArrayLike<number>; width: number }, least: number, most = 255) {
  let [x, y, mass] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < least || value > most) continue;
    x += value * ((i % columns) + 0.5);
    y += value * (Math.floor(i / columns) + 0.5);
    mass += value;
  }
  return { x: x / mass, y: y / mass, mass };
}

/**
 * How far the middles may lie apart. Steps that only move pixels are exact. A mask that shrinks is read at the upper
 * left corner of what a pixel covers (`nearest`, as in PyTorch), up to half a pixel off, and rounds by another half.
 */
function tolerances(transform: LeafTransform, draw: Json): { image: number; mask: number; exact: boolean } {
  const effect = transform.effect?.(draw) as ImageEffect | readonly ImageEffect[] | undefined;
  const steps =
    effect !== undefined && "family" in effect && effect.family === "geometry" ? effect.steps({ width, height }) : [];
  if (steps.every(({ step }) => step === "index")) return { image: 0.05, mask: 0.05, exact: true };
  return { image: 0.6, mask: steps.some(({ step }) => step === "resize") ? 1 : 0.6, exact: false };
}

function near(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found}, expected ${expected} ± ${tolerance}`);
}

/** Checks one run; false where the blob was cut, so that its middle says nothing. */
function checkTogether(result: Result, before: Blob, allowed: ReturnType<typeof tolerances>): boolean {
  const [bx0, by0, bx1, by1] = result.boxes.data as unknown as [number, number, number, number];
  const { image } = result;
  const cut =
    bx0 === undefined || bx0 <= 0.01 || by0 <= 0.01 || bx1 >= image.width - 0.01 || by1 >= image.height - 0.01;
  if (cut) return false;
  const [x, y] = result.keypoints.data as unknown as [number, number];
  const bright = centroid(image, 20);
  const marked = centroid(result.mask, 1, 1);
  near(bright.x, x, allowed.image, "image x");
  near(bright.y, y, allowed.image, "image y");
  near(marked.x, x, allowed.mask, "mask x");
  near(marked.y, y, allowed.mask, "mask y");
  near((bx0 + bx1) / 2, x, 1e-3, "box x");
  near((by0 + by1) / 2, y, 1e-3, "box y");
  if (allowed.exact) assert.equal(marked.mass, (2 * before.radius) ** 2);
  return true;
}

const names = new Set(Object.keys(geometry));

for (const { title, transform } of everyLeaf()) {
  if (!names.has(transform.name)) continue;
  describe(title, () => {
    test("applies to images and masks, and says that it changes something", () => {
      assert.deepEqual(transform.kinds, ["image", "mask"]);
      // A transform that may be called without options may do nothing then.
      assert.equal(transform.changes.length > 0 || Object.keys(transform.given).length === 0, true);
    });

    test("moves image, mask, box and keypoint together", async () => {
      let checked = 0;
      for (let index = 0; index < 100; index++) {
        const blob = { x: 7.5 + ((index * 7) % 58), y: 6.5 + ((index * 5) % 41), radius: 3.5 };
        const { sample, draws } = await augment(blobSample(blob), transform, { seed: 3, index });
        if (checkTogether(sample as unknown as Result, blob, tolerances(transform, draws))) checked++;
      }
      assert.ok(checked >= 4, `only ${checked} blobs were whole`);
    });

    test("runs on a mask alone", async () => {
      const { sample } = await augment(
        { mask: mask(new Uint16Array(width * height).fill(700), width, height) },
        transform,
        {
          seed: 1,
        },
      );
      const { data, ...size } = sample.mask as { data: Uint16Array; width: number; height: number };
      assert.ok(data instanceof Uint16Array);
      assert.equal(data[(size.height >> 1) * size.width + (size.width >> 1)], 700);
    });
  });
}
