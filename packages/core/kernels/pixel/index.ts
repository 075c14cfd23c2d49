export { jpeg, jpegScratch } from "./jpeg";
export { addNoise, multiplyNoise, scaleChannels } from "./gaussian-noise";
export { scatter } from "./scatter";
export { shotNoise } from "./shot-noise";
export { isoNoise, lightnessDeviation } from "./iso-noise";
