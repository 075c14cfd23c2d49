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

/** A bright spot on black that fades outwards, a square in a mask, a keypoint in their middle and a box around the square. */
function blobSample({ x, y, radius }: Blob) {
  const inside = Uint8Array.from({ length: width * height }, (_, i) => {
    const [dx, dy] = [(i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y];
    return Math.abs(dx) < radius && Math.abs(dy) < radius ? 1 : 0;
  });
  const spot = Uint8Array.from({ length: width * height }, (_, i) => {
    const [dx, dy] = [(i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y];
    return Math.round(250 * Math.exp(-(dx * dx + dy * dy) / (2 * 2.2 ** 2)));
  });
  return {
    image: pixels(spot, width, height, 1),
    mask: mask(inside, width, height),
    boxes: boxes([[x - radius, y - radius, x + radius, y + radius]], { format: "xyxy" }),
    keypoints: keypoints([[x, y]]),
  };
}

type Result = ReturnType<typeof blobSample>;

/** The middle of what is at least so bright, which no fill is, within a window around a point, and how bright it is altogether. */
function centroid(
  { data, width: columns }: { data: ArrayLike<number>; width: number },
  [middleX, middleY]: readonly [number, number],
  reach: number,
  least: number,
  most = 255,
) {
  let [x, y, mass] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    const [column, row] = [(i % columns) + 0.5, Math.floor(i / columns) + 0.5];
    if (value < least || value > most || Math.hypot(column - middleX, row - middleY) > reach) continue;
    // What is just bright enough counts next to nothing, so that no pixel comes or goes all at once.
    const weight = value + 1 - least;
    x += weight * column;
    y += weight * row;
    mass += weight;
  }
  return { x: x / mass, y: y / mass, mass };
}

/** Pixels from its middle within which the spot is brighter than any fill. */
const spotRadius = 5.2;

interface Allowed {
  readonly image: number;
  readonly mask: number;
  readonly box: number;
  readonly exact: boolean;
  /** Whether the picture may be seen again beyond its edges. */
  readonly repeats: boolean;
}

/**
 * How far the middles may lie apart. Steps that only move pixels are exact, and those that interpolate nearly so. The
 * nearest pixel is up to half a pixel off; a mask that shrinks is read at the upper left corner of what a pixel covers, and
 * rounds by another half. Where straight lines are bent, the middle of a spot is not where its middle comes to lie: that is
 * tested elsewhere, pixel by pixel.
 */
function tolerances(transform: LeafTransform, draw: Json): Allowed {
  const effect = transform.effect?.(draw) as ImageEffect | readonly ImageEffect[] | undefined;
  const steps =
    effect !== undefined && "family" in effect && effect.family === "geometry" ? effect.steps({ width, height }) : [];
  const repeats = steps.some((step) => "border" in step && step.border !== undefined && step.border !== "constant");
  if (steps.every(({ step }) => step === "index" || step === "pad")) {
    return { image: 0.05, mask: 0.05, box: 1e-3, exact: true, repeats };
  }
  const nearest = steps.some((step) => "filter" in step && step.filter === "nearest");
  const shrinks = steps.some(({ step }) => step === "resize");
  if (steps.some(({ step }) => step === "remap")) return { image: 2.5, mask: 2.5, box: 2.5, exact: false, repeats };
  // A perspective is smaller on one side of a spot than on the other.
  const leans = steps.some((step) => step.step === "warp" && (step.matrix[6] !== 0 || step.matrix[7] !== 0));
  if (leans) return { image: 0.4, mask: 1, box: 0.4, exact: false, repeats };
  return { image: nearest ? 0.4 : shrinks ? 0.15 : 0.05, mask: shrinks ? 1 : 0.6, box: 1e-3, exact: false, repeats };
}

function near(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found}, expected ${expected} ± ${tolerance}`);
}

/** Checks one run; false where the spot was cut, or lies where it may be seen twice, so that its middle says nothing. */
function checkTogether(result: Result, before: Blob, allowed: Allowed): boolean {
  const [bx0, by0, bx1, by1] = result.boxes.data as unknown as [number, number, number, number];
  const { image } = result;
  if (bx0 === undefined || result.keypoints.data.length === 0) return false;
  const [x, y] = result.keypoints.data as unknown as [number, number];
  const scale = Math.max(1, (bx1 - bx0) / (2 * before.radius), (by1 - by0) / (2 * before.radius));
  const room = spotRadius * scale * (allowed.repeats ? 2 : 1);
  if (x < room || y < room || x > image.width - room || y > image.height - room || scale > 3) return false;
  const bright = centroid(image, [x, y], room, 20);
  const marked = centroid(result.mask, [x, y], room, 1, 1);
  near(bright.x, x, allowed.image, "image x");
  near(bright.y, y, allowed.image, "image y");
  near(marked.x, x, allowed.mask, "mask x");
  near(marked.y, y, allowed.mask, "mask y");
  near((bx0 + bx1) / 2, x, allowed.box, "box x");
  near((by0 + by1) / 2, y, allowed.box, "box y");
  if (allowed.exact) assert.equal(marked.mass, (2 * before.radius) ** 2);
  return true;
}

// The canvas of topdownAffine is filled by the spot's own box; it has tests of its own.
const names = new Set(Object.keys(geometry).filter((name) => name !== "topdownAffine"));

for (const { title, transform } of everyLeaf()) {
  // Those that change boxes alone, for a step behind them, move nothing.
  if (!names.has(transform.name) || transform.effect === undefined) continue;
  describe(title, () => {
    test("applies to images and masks, and says that it changes something", () => {
      assert.ok(transform.kinds.includes("mask"));
      assert.ok(transform.kinds.includes("image") || transform.needs.includes("mask"));
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
      // Small canvases, and the centre crop of an edge, hold few whole spots.
      assert.ok(checked >= 1, `only ${checked} spots were whole`);
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
