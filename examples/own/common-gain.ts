import { defineBatchTransform } from "millrace";
import { z } from "zod";

/** Multiplies all images of a batch by one factor from 1 / (1 + `most`) to 1 + `most`. They must hold floats. */
export const commonGain = defineBatchTransform({
  module: import.meta.url,
  name: "commonGain",
  summary: "Multiplies the images of a batch by one factor.",
  options: z.strictObject({ most: z.number().min(0).default(0.25).describe("a number of at least 0") }),
  changes: ["brightness"],
  evaluation: "nothing",
  intensity: ({ most }, intensity) => ({ most: most * intensity }),
  draw: (random, _outline, { most }) => ({ factor: random.uniform(1 / (1 + most), 1 + most) }),
  apply: ({ tensors, images }, { factor }) => {
    for (const name of images) {
      const tensor = tensors[name];
      if (tensor?.dtype !== "float32") throw new TypeError(`"${name}" holds ${tensor?.dtype}; end with normalize()`);
      const { data } = tensor;
      for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * factor;
    }
    return tensors;
  },
});
