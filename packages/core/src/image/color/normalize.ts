import { z } from "zod";
import { mostChannels } from "../../fields/image.ts";
import { fullScale } from "../../kernels/raster.ts";
import { defineImageTransform } from "../define.ts";

const perChannel = z.union([z.number(), z.array(z.number()).min(1).max(mostChannels)]);
const deviation = z.number().refine((value) => value > 0);

/** Mean and standard deviation of ImageNet's channels, of values in [0, 1]. */
const imageNetMean = [0.485, 0.456, 0.406];
const imageNetDeviation = [0.229, 0.224, 0.225];

/**
 * (x / 255 − mean) / std for each channel, as 32-bit floats; of 16 bits x is divided by 65535, and where the image holds
 * floats already it is not divided.
 * Defaults: ImageNet's. One of the two steps that scale bytes (`toFloat` is the other); put it last.
 *
 * @throws RangeError when mean and std do not have one value, or one for each channel.
 */
export const normalize = defineImageTransform({
  name: "normalize",
  summary: "Scales to [0, 1], subtracts the mean and divides by the standard deviation.",
  options: z.strictObject({
    mean: perChannel.default(imageNetMean).describe("a number, or one for each channel"),
    std: z
      .union([deviation, z.array(deviation).min(1).max(mostChannels)])
      .default(imageNetDeviation)
      .describe("a number above 0, or one for each channel"),
  }),
  changes: [],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  result: "float32",
  draw: () => null,
  effect: (_draw, { mean, std }) => ({
    family: "float",
    coefficients: (channels, type) => {
      const means = spread("mean", mean, channels);
      const deviations = spread("std", std, channels);
      const unit = fullScale[type];
      return {
        scale: deviations.map((value) => 1 / (unit * value)),
        bias: deviations.map((value, i) => -(means[i] as number) / value),
      };
    },
  }),
});

function spread(name: string, value: number | readonly number[], channels: number): readonly number[] {
  if (typeof value === "number") return new Array<number>(channels).fill(value);
  if (value.length === channels) return value;
  throw new RangeError(
    `${name} has ${value.length} values, and the image has ${channels} channels; give one number or one for each channel`,
  );
}
