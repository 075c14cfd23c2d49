import { z } from "zod";
import { fieldsOfKind, type Outline } from "../../outline.ts";
import type { KeypointsOutline } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import { notLabelled } from "../engine/keypoints.ts";
import { probability } from "../options.ts";
import { personBox, withPersonBox } from "./person-box.ts";

const rows = z.array(z.number().int().min(0)).min(1);
const count = z.number().int().min(1);

/**
 * Narrows the box of one person (the first of the sample's first field of boxes) to the upper or the lower half of the body
 * with probability `prob`, where enough keypoints are labelled (mmpose's RandomHalfBody, with its defaults): in front of
 * `topdownAffine` it shows half bodies to a pose estimator. `upperBodyIds` and `lowerBodyIds` are rows of the sample's first
 * field of keypoints; the defaults are those of COCO's 17 joints. A point that its `visibility` calls 0 is not labelled.
 *
 * It needs `minTotalKeypoints` labelled points in all, `minUpperKeypoints` above and `minLowerKeypoints` below; where both
 * halves have enough, the upper one is chosen with probability `upperPrioritizedProb`. The new box lies about the middle of
 * its points and reaches `padding` times as far as they do; `topdownAffine` adds its own. Draws
 * `{ apply, prefersUpper }`.
 */
export const randomHalfBody = defineImageTransform({
  name: "randomHalfBody",
  summary: "Narrows the box that topdownAffine takes to half of the body with a probability.",
  options: z.strictObject({
    prob: probability(0.3),
    upperPrioritizedProb: probability(0.7),
    minTotalKeypoints: count.default(9).describe("a whole number from 1"),
    minUpperKeypoints: count.default(2).describe("a whole number from 1"),
    minLowerKeypoints: count.default(3).describe("a whole number from 1"),
    padding: z.number().min(1).max(10).default(1.2).describe("a factor between 1 and 10"),
    upperBodyIds: rows.default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).describe("a list of rows from 0"),
    lowerBodyIds: rows.default([11, 12, 13, 14, 15, 16]).describe("a list of rows from 0"),
  }),
  changes: ({ prob }) => (prob === 0 ? [] : ["scale", "position"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, prob: options.prob * intensity }),
  kinds: ["boxes"],
  draw: (random, _outline, { prob, upperPrioritizedProb }) => ({
    apply: random.chance(prob),
    prefersUpper: random.chance(upperPrioritizedProb),
  }),
  edit: (outline, { apply, prefersUpper }, options) => {
    if (!apply) return outline;
    const { padding } = options;
    const upper = labelled(outline, options.upperBodyIds);
    const lower = labelled(outline, options.lowerBodyIds);
    if (upper.length + lower.length < options.minTotalKeypoints) return outline;
    const hasUpper = upper.length >= options.minUpperKeypoints;
    const hasLower = lower.length >= options.minLowerKeypoints;
    if (!(hasUpper || hasLower)) return outline;
    const points = hasUpper && (prefersUpper || !hasLower) ? upper : lower;
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const reach = (values: readonly number[]) => Math.max(1, Math.max(...values) - Math.min(...values));
    const { degrees } = personBox(outline);
    const [width, height] = [reach(xs) * padding, reach(ys) * padding];
    return withPersonBox(outline, { x: mean(xs), y: mean(ys), width, height, degrees });
  },
});

/** The points of these rows that are labelled. */
function labelled(outline: Outline, wanted: readonly number[]): readonly (readonly [number, number])[] {
  const found = fieldsOfKind(outline, "keypoints")[0]?.[1];
  if (found === undefined) return [];
  return found.rows.flatMap((row, i) =>
    wanted.includes(row) && isLabelled(found, i)
      ? [[found.points[2 * i] as number, found.points[2 * i + 1] as number] as const]
      : [],
  );
}

function isLabelled({ source, origins }: KeypointsOutline, i: number): boolean {
  if (source.visibility === undefined) return true;
  return Number((source.with[source.visibility] as ArrayLike<unknown>)[origins[i] as number]) !== notLabelled;
}
