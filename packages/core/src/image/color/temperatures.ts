import type { ImageEffect } from "../effect.ts";

/**
 * Red, green and blue of light of a temperature: from `least` kelvin on, one every 500 up to 15,000. Zini, Gomez-Villa,
 * Buzzelli, Twardowski, Bagdanov and van de Weijer, "Planckian Jitter: countering the color-crippling effects of color
 * jitter on self-supervised training", 2023, as in kornia and Albumentations.
 */
const lights = {
  /** Of a black body. */
  blackbody: {
    least: 3000,
    colors: [
      [0.6743, 0.4029, 0.0013],
      [0.6281, 0.4241, 0.1665],
      [0.5919, 0.4372, 0.2513],
      [0.5623, 0.4457, 0.3154],
      [0.5376, 0.4515, 0.3672],
      [0.5163, 0.4555, 0.4103],
      [0.4979, 0.4584, 0.4468],
      [0.4816, 0.4604, 0.4782],
      [0.4672, 0.4619, 0.5053],
      [0.4542, 0.463, 0.5289],
      [0.4426, 0.4638, 0.5497],
      [0.432, 0.4644, 0.5681],
      [0.4223, 0.4648, 0.5844],
      [0.4135, 0.4651, 0.599],
      [0.4054, 0.4653, 0.6121],
      [0.398, 0.4654, 0.6239],
      [0.3911, 0.4655, 0.6346],
      [0.3847, 0.4656, 0.6444],
      [0.3787, 0.4656, 0.6532],
      [0.3732, 0.4656, 0.6613],
      [0.368, 0.4655, 0.6688],
      [0.3632, 0.4655, 0.6756],
      [0.3586, 0.4655, 0.682],
      [0.3544, 0.4654, 0.6878],
      [0.3503, 0.4653, 0.6933],
    ],
  },
  /** Of daylight, the CIE's illuminant D. */
  cied: {
    least: 4000,
    colors: [
      [0.5829, 0.4421, 0.2288],
      [0.551, 0.4514, 0.2948],
      [0.5246, 0.4576, 0.3488],
      [0.5021, 0.4618, 0.3941],
      [0.4826, 0.4646, 0.4325],
      [0.4654, 0.4667, 0.4654],
      [0.4502, 0.4681, 0.4938],
      [0.4364, 0.4692, 0.5186],
      [0.424, 0.47, 0.5403],
      [0.4127, 0.4705, 0.5594],
      [0.4023, 0.4709, 0.5763],
      [0.3928, 0.4713, 0.5914],
      [0.3839, 0.4715, 0.6049],
      [0.3757, 0.4716, 0.6171],
      [0.3681, 0.4717, 0.6281],
      [0.3609, 0.4718, 0.638],
      [0.3543, 0.4719, 0.6472],
      [0.348, 0.4719, 0.6555],
      [0.3421, 0.4719, 0.6631],
      [0.3365, 0.4719, 0.6702],
      [0.3313, 0.4719, 0.6766],
      [0.3263, 0.4719, 0.6826],
      [0.3217, 0.4719, 0.6882],
    ],
  },
} as const;

export type Light = keyof typeof lights;

const step = 500;
const greatest = 15_000;

/** By how much light of so many kelvin is redder and bluer than it is green; beyond the table's ends as at them. */
function balance(kelvin: number, light: Light): { readonly red: number; readonly blue: number } {
  const { least, colors } = lights[light];
  const place = (Math.min(greatest, Math.max(least, kelvin)) - least) / step;
  const left = Math.min(Math.floor(place), colors.length - 1);
  const share = place - left;
  const [low, high] = [colors[left]!, colors[Math.min(left + 1, colors.length - 1)]!];
  const mixed = low.map((value, at) => (1 - share) * value + share * high[at]!);
  const [red, green, blue] = mixed as [number, number, number];
  return { red: red / green, blue: blue / green };
}

/** Multiplies red and blue as light of a temperature does, in f32; green stays. */
export function lighting(kelvin: number, light: Light): ImageEffect {
  const { red, blue } = balance(kelvin, light);
  const factors = [Math.fround(red), 1, Math.fround(blue)] as const;
  return {
    family: "color",
    operations: [
      {
        operation: "curve",
        curve: (value, _most, channel) => Math.fround(value * factors[channel as 0 | 1 | 2]),
        perChannel: true,
      },
    ],
    accepts: { types: ["uint8", "uint16"], channels: [3, 4] },
  };
}
