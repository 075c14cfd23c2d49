import { colorChannels } from "../../kernels/color/channels.ts";
import { fieldsOfKind, type Outline } from "../../outline.ts";

/** The most color channels that one of a sample's images has, at least 1; alpha, the last of 2 or 4 channels, is none. */
export function mostColors(outline: Outline): number {
  return fieldsOfKind(outline, "image").reduce((most, [, { channels }]) => Math.max(most, colorChannels(channels)), 1);
}
