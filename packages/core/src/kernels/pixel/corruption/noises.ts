import { addGaussianNoise, countPhotons, scatterValues } from "../noise.ts";
import { at, type Corruption } from "./kinds.ts";

export const gaussianNoise: Corruption = (memory, raster, severity, { seed }) =>
  addGaussianNoise(
    memory,
    raster,
    { mean: 0, sigma: at(severity, [0.08, 0.12, 0.18, 0.26, 0.38]), clip: true, fine: true },
    seed,
  );

export const speckleNoise: Corruption = (memory, raster, severity, { seed }) =>
  addGaussianNoise(
    memory,
    raster,
    { mean: 0, sigma: at(severity, [0.15, 0.2, 0.35, 0.45, 0.6]), clip: true, fine: true, relative: true },
    seed,
  );

/** Photons at full brightness. */
export const shotNoise: Corruption = (memory, raster, severity, { seed }) => {
  const full = at(severity, [60, 25, 12, 5, 3]);
  return countPhotons(
    memory,
    raster,
    {
      rate: (level) => (level / 255) * full,
      level: (count) => Math.trunc(Math.min(1, count / full) * 255),
      last: full,
    },
    seed,
  );
};

export const impulseNoise: Corruption = (memory, raster, severity, { seed }) => {
  const half = at(severity, [0.03, 0.06, 0.09, 0.17, 0.27]) / 2;
  return scatterValues(memory, raster, { shares: [half, half], first: [255], second: [0], perChannel: true }, seed);
};
