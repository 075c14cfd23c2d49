import { z } from "zod";
import { colorChannels } from "../../kernels/color/channels.ts";
import { fieldsOfKind, type Outline } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";

const count = z.number().int().min(1).max(254);

/**
 * Fills some color channels with a number, with probability `p` (default 0.5): as many as are drawn evenly from
 * `channelDropRange` (default [1, 1]), all of them alike. `fill` (default 0) is in the range of the pixels: 0 to 255 for
 * bytes. Alpha stays. Albumentations' ChannelDropout. Draws `{ channels }` or null.
 *
 * @throws RangeError where all color channels of an image might be dropped.
 */
export const channelDropout = defineImageTransform({
  name: "channelDropout",
  summary: "Fills random color channels with a number, with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    channelDropRange: z
      .tuple([count, count])
      .refine(([least, most]) => least <= most)
      .default([1, 1])
      .describe("[least, most] channels to drop, whole numbers from 1, fewer than the image has"),
    fill: z.number().min(0).max(65535).default(0).describe("a number in the range of the pixels (0 to 255 for bytes)"),
  }),
  changes: ({ p }) => (p === 0 ? [] : ["color", "brightness"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, outline, { p, channelDropRange: [least, most] }) => {
    const colors = fewestColors(outline, most);
    if (!random.chance(p)) return null;
    const dropped = least + random.integer(most - least + 1);
    return { channels: random.permutation(colors).slice(0, dropped) };
  },
  effect: (drawn, { fill }) => {
    if (drawn === null) return undefined;
    const dropped = new Set(drawn.channels);
    return {
      family: "color",
      operations: [
        {
          operation: "curve",
          curve: (value, _most, channel) => (dropped.has(channel) ? fill : value),
          perChannel: true,
        },
      ],
    };
  },
});

/** The color channels that all images have; more than `most`. */
function fewestColors(outline: Outline, most: number): number {
  let fewest = 255;
  for (const [field, { channels }] of fieldsOfKind(outline, "image")) {
    const colors = colorChannels(channels);
    if (colors <= most) {
      throw new RangeError(
        `it may drop ${most}, and the field "${field}" has ${channels} channel${channels === 1 ? "" : "s"}, ${colors} of color; one must be left`,
      );
    }
    fewest = Math.min(fewest, colors);
  }
  return fewest;
}
