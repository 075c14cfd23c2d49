import { randomFog } from "../weather/random-fog.ts";
import { randomGravel } from "../weather/random-gravel.ts";
import { randomRain } from "../weather/random-rain.ts";
import { randomShadow } from "../weather/random-shadow.ts";
import { randomSnow } from "../weather/random-snow.ts";
import { randomSpatter } from "../weather/random-spatter.ts";
import { randomSunFlare } from "../weather/random-sun-flare.ts";
import type { FileOptions } from "./options.ts";
import type { Translations } from "./translation.ts";

type Region = [number, number, number, number];
type Color = [number, number, number];

/** Weather and light. All of it is drawn otherwise here, and every file that has some is told so. */
export const weatherTranslations: Translations = {
  RandomFog: (options) => {
    drawnOtherwise(options, "fog comes in clouds", "alpha_coef");
    return randomFog({ p: 1, fogCoefRange: options.range(["fog_coef_range"], [0.3, 1]) });
  },
  RandomRain: (options) => {
    drawnOtherwise(options, "rain falls in two depths, and nothing is blurred", "blur_value", "drop_width");
    const length = options.take("drop_length");
    return randomRain({
      p: 1,
      rainType: (options.take("rain_type") ?? "default") as "default",
      slantRange: options.range(["slant_range"], [-10, 10]),
      dropColor: [...((options.take("drop_color") ?? [200, 200, 200]) as Color)] as Color,
      brightnessCoefficient: options.number("brightness_coefficient", 0.7),
      ...(length === undefined ? {} : { dropLength: length as number }),
    });
  },
  RandomSnow: (options) => {
    drawnOtherwise(options, "surfaces whiten and flakes fall", "brightness_coeff", "method");
    return randomSnow({ p: 1, snowPointRange: options.range(["snow_point_range"], [0.1, 0.3]) });
  },
  RandomShadow: (options) => {
    drawnOtherwise(options, "shadows have soft edges that do not cross");
    return randomShadow({
      p: 1,
      shadowRoi: region(options, "shadow_roi", [0, 0.5, 1, 1]),
      numShadowsLimit: options.range(["num_shadows_limit"], [1, 2]),
      shadowDimension: options.number("shadow_dimension", 5),
      shadowIntensityRange: options.range(["shadow_intensity_range"], [0.5, 0.5]),
    });
  },
  RandomSunFlare: (options) => {
    drawnOtherwise(options, "disks lie on the line through the middle", "angle_range", "method");
    const radius = options.number("src_radius", 400);
    options.differs("src_radius", `${radius} pixels are taken for the default, a share of the longer side`);
    return randomSunFlare({
      p: 1,
      flareRoi: region(options, "flare_roi", [0, 0, 1, 0.5]),
      srcColor: [...((options.take("src_color") ?? [255, 255, 255]) as Color)] as Color,
      numFlareCirclesRange: options.range(["num_flare_circles_range"], [6, 10]),
    });
  },
  Spatter: (options) => {
    const mode = (options.take("mode") ?? "rain") as "rain" | "mud";
    if (mode === "rain") drawnOtherwise(options, "drops have soft rims");
    else options.differs(undefined, "a liquid that is nowhere above the threshold leaves no mud");
    // There red and blue of the defaults are exchanged.
    const color = options.take("color") ?? { rain: [238, 238, 175], mud: [20, 42, 63] }[mode];
    return randomSpatter({
      p: 1,
      mode,
      mean: options.upTo("mean", 0, [0.65, 0.65]),
      std: options.upTo("std", 0, [0.3, 0.3]),
      gaussSigma: options.upTo("gauss_sigma", 0, [2, 2]),
      cutoutThreshold: options.upTo("cutout_threshold", 0, [0.68, 0.68]),
      intensity: options.upTo("intensity", 0, [0.6, 0.6]),
      color: [...(color as Color)] as Color,
    });
  },
  RandomGravel: (options) => {
    options.differs(undefined, "what lies beside the stones keeps its bytes, and is not rounded to HLS and back");
    return randomGravel({
      p: 1,
      gravelRoi: region(options, "gravel_roi", [0.1, 0.4, 0.9, 0.9]),
      numberOfPatches: options.number("number_of_patches", 2),
    });
  },
};

/** @param names options of the way that it is drawn there. */
function drawnOtherwise(options: FileOptions, how: string, ...names: readonly string[]): void {
  for (const name of names) options.take(name);
  const without = names.length === 0 ? "" : `, without ${names.join(" and ")}`;
  options.differs(undefined, `it is drawn otherwise: ${how}${without}`);
}

function region(options: FileOptions, name: string, standard: Region): Region {
  return [...((options.take(name) ?? standard) as Region)] as Region;
}
