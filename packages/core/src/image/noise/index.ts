export { gaussianNoise } from "./gaussian-noise.ts";
export { isoNoise } from "./iso-noise.ts";
export { multiplicativeNoise } from "./multiplicative-noise.ts";
export { pixelDropout } from "./pixel-dropout.ts";
export { saltAndPepper } from "./salt-and-pepper.ts";
export { shotNoise } from "./shot-noise.ts";
