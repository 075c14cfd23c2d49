import { z } from "zod";
import { OptionError } from "../../check.ts";
import type { MaskPixels, Sample } from "../../fields/index.ts";
import { canvasOf, fieldsOfKind } from "../../outline.ts";
import type { KeypointsOutline, Outline } from "../../outline-types.ts";
import { hashWords } from "../../random/key.ts";
import { defineImageTransform } from "../define.ts";
import { keypointsField } from "../engine/keypoints.ts";
import { probability } from "../options.ts";
import { requireBytes } from "../policies/draw-operation.ts";
import { type Laid, pasteObjects } from "./paste-objects.ts";
import { pastedBoxes } from "./pasted-boxes.ts";
import { fieldOfAll, requireNoClips } from "./same-fields.ts";

const factor = z.number().gt(0).max(100);

/** What is drawn of a pasting. */
type Drawn = {
  readonly scale: number;
  readonly flip: boolean;
  /** Where the partner's picture lies: 0 at the left or upper edges, 1 at the right or lower ones. */
  readonly at: readonly [x: number, y: number];
  /** What decides which objects are pasted. */
  readonly seed: number;
};

/**
 * Pastes objects of another sample onto each, with probability `p` (Ghiasi et al., "Simple Copy-Paste is a Strong Data
 * Augmentation Method for Instance Segmentation", 2021): its picture is scaled, mirrored and laid somewhere on the sample's,
 * and of it the pixels of some objects are copied. Draws `{ scale, flip, at: [x, y], seed }`, or null.
 *
 * - `mask`: the field of the mask that tells objects apart, 0 where there is none; left out, the only mask there is.
 * - `instances` (default "instance"): what of that which goes with boxes is the number of their object in that mask.
 * - `share` (0 to 1, default 0.5): how often an object is pasted, each for itself.
 * - `scale` (default [0.8, 1.25], the paper's standard jitter): [least, most] factor, drawn evenly.
 * - `flip` (0 to 1, default 0.5): how often the partner's picture is mirrored.
 * - `p` (0 to 1, default 0.5); lower intensities multiply it.
 *
 * Pasted objects get the smallest numbers that the mask has free; other masks get their pixels too. Boxes that were
 * covered are cut to what is left of their object (turned ones stay), those of which less is left than their field's
 * `minVisibility`, or nothing, are dropped, and those of pasted objects follow, right around their pixels, with what
 * goes with them. Labels, texts and other values stay those of the sample, and so do keypoints, which do not say whose
 * they are: those that something was pasted on count as hidden, and pasted objects bring none.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. All samples need the same fields.
 *
 * @throws OptionError for samples without the mask, and for boxes that do not say which object is theirs.
 */
export const copyPaste = defineImageTransform({
  name: "copyPaste",
  summary: "Pastes objects of another sample, with their masks and boxes.",
  options: z.strictObject({
    mask: z.string().optional().describe("the name of a field; by default the only mask of the sample"),
    instances: z.string().default("instance").describe("the name of what goes with boxes"),
    share: probability(0.5),
    scale: z
      .tuple([factor, factor])
      .refine(([low, high]) => low <= high)
      .default([0.8, 1.25])
      .describe("[least, most] factor, above 0 and up to 100, least first"),
    flip: probability(0.5),
    p: probability(0.5),
  }),
  changes: ["mixture"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["mask"],
  partners: (random, count) => [random.integer(count)],
  draw: (random, outline, { scale, flip, p, ...options }): Drawn | null => {
    requireNoClips(outline);
    requireBytes(outline, "copyPaste");
    instanceMask(outline, options);
    const happens = random.chance(p);
    const drawn = {
      scale: random.uniform(...scale),
      flip: random.chance(flip),
      at: [random.next(), random.next()] as const,
      seed: random.integer(2 ** 32),
    };
    return happens ? drawn : null;
  },
  outline: (outline, drawn, _options, [partner]) => {
    if (drawn === null || partner === undefined) return outline;
    for (const [name, field] of Object.entries(outline.fields)) {
      const [, other] = fieldOfAll(name, field, [partner]);
      if ("type" in field && other !== undefined && "type" in other && field.type !== other.type) {
        throw new TypeError(
          `the field "${name}" holds ${field.type}, and a partner's ${other.type}; all samples need the same`,
        );
      }
    }
    return outline;
  },
  apply: (sample, drawn, options, [partner], { outline, partners: [other] }) => {
    if (drawn === null) return sample;
    const instances = instanceMask(outline, options);
    const names = (kind: "image" | "mask") => fieldsOfKind(outline, kind).map(([name]) => name);
    const all = { instances, images: names("image"), masks: names("mask").filter((name) => name !== instances) };
    const isChosen = (number: number) => hashWords([drawn.seed, number])[0] < options.share * 2 ** 32;
    const laid = laidOn(canvasOf(outline), canvasOf(other as Outline), drawn);
    const { pictures, ...pasted } = pasteObjects(sample, partner as Sample, all, laid, isChosen);
    const result: Sample = { ...sample, ...pictures };
    for (const [name, field] of fieldsOfKind(outline, "boxes")) {
      const [own, its] = fieldOfAll(name, field, [other as Outline]);
      result[name] = pastedBoxes(name, own, its as typeof own, options.instances, pasted);
    }
    const mask = result[instances] as MaskPixels;
    const fresh = new Set(pasted.numbers.values());
    for (const [name, field] of fieldsOfKind(outline, "keypoints"))
      result[name] = keypointsField(hide(field, mask, fresh));
    return result;
  },
});

/** Points that lie on pasted pixels are hidden by them. */
function hide(
  outline: KeypointsOutline,
  { data, width, height }: MaskPixels,
  pasted: ReadonlySet<number>,
): KeypointsOutline {
  const hidden = outline.hidden.map((before, i) => {
    const [x, y] = [Math.floor(outline.points[2 * i] as number), Math.floor(outline.points[2 * i + 1] as number)];
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    return before === 1 || (inside && pasted.has(data[y * width + x] as number)) ? 1 : 0;
  });
  return { ...outline, hidden };
}

function laidOn(
  { width, height }: { readonly width: number; readonly height: number },
  partner: { readonly width: number; readonly height: number },
  { scale, flip, at: [x, y] }: Drawn,
): Laid {
  const size = {
    width: Math.max(1, Math.round(partner.width * scale)),
    height: Math.max(1, Math.round(partner.height * scale)),
  };
  // Adding zero makes −0 the 0 that it is.
  return { ...size, x: Math.round((width - size.width) * x) + 0, y: Math.round((height - size.height) * y) + 0, flip };
}

/**
 * The name of the mask that tells objects apart.
 *
 * @throws OptionError where there is none, where one must be named, and for boxes that do not say which object is theirs.
 */
function instanceMask(
  outline: Outline,
  options: { readonly mask?: string | undefined; readonly instances: string },
): string {
  const masks = fieldsOfKind(outline, "mask").map(([name]) => name);
  const name = options.mask ?? (masks.length === 1 ? masks[0] : undefined);
  if (name === undefined || !masks.includes(name)) {
    const known = masks.join(", ") || "none";
    const asked =
      options.mask === undefined ? "say which mask tells objects apart" : `there is no mask "${options.mask}"`;
    throw new OptionError(`${asked}; the masks of the sample: ${known}`);
  }
  for (const [field, { source }] of fieldsOfKind(outline, "boxes")) {
    const numbers = Object.hasOwn(source.with, options.instances) ? source.with[options.instances] : undefined;
    if (numbers !== undefined && ["number", "bigint", "undefined"].includes(typeof numbers[0])) continue;
    const known = Object.keys(source.with).join(", ") || "nothing";
    throw new OptionError(
      `the boxes "${field}" do not say which object of the mask is theirs: give them with: { ${options.instances}: […] }, or name it in instances; with them goes ${known}`,
    );
  }
  return name;
}
