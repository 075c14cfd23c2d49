import { defineTransform, type Pixels } from "millrace";
import { z } from "zod";

export const foggy = defineTransform({
  module: import.meta.url,
  name: "foggy",
  summary: "A white veil.",
  options: z.strictObject({ amount: z.number().min(0).max(1).default(0.5).describe("a number between 0 and 1") }),
  changes: ["brightness"],
  evaluation: "nothing",
  intensity: ({ amount }, intensity) => ({ amount: amount * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { amount }) => ({ veil: random.uniform(0, amount) }),
  apply: (sample, { veil }) => {
    const image = sample.image as Pixels<Uint8Array>;
    return { ...sample, image: { ...image, data: image.data.map((value) => value + (255 - value) * veil) } };
  },
});
