import { randomFog } from "../weather/random-fog.ts";
import { randomRain } from "../weather/random-rain.ts";
import { randomShadow } from "../weather/random-shadow.ts";
import { randomSnow } from "../weather/random-snow.ts";
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
