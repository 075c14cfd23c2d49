import { defineTransform, type Pixels } from "millrace";
import { z } from "zod";

/**
 * Lays another image of the dataset over each, as a ghost. Both must have one size, so it stands behind `resize` or a
 * crop; the partner has run the steps before this one, with draws of its own.
 */
export const ghost = defineTransform({
  module: import.meta.url,
  name: "ghost",
  summary: "Lays another image over each.",
  options: z.strictObject({ most: z.number().min(0).max(1).default(0.5).describe("a number between 0 and 1") }),
  changes: ["texture"],
  evaluation: "nothing",
  intensity: ({ most }, intensity) => ({ most: most * intensity }),
  kinds: ["image"],
  partners: (random, size) => [random.integer(size)],
  draw: (random, _outline, { most }) => ({ share: random.uniform(0, most) }),
  apply: (sample, { share }, _options, [partner]) => {
    const image = sample.image as Pixels<Uint8Array>;
    const other = partner?.image as Pixels<Uint8Array>;
    const data = image.data.map((value, i) => value + share * ((other.data[i] as number) - value));
    return { ...sample, image: { ...image, data } };
  },
});
