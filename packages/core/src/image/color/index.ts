export { adjustBrightness } from "./adjust-brightness.ts";
export { adjustContrast } from "./adjust-contrast.ts";
export { adjustHue } from "./adjust-hue.ts";
export { adjustSaturation } from "./adjust-saturation.ts";
export { colorJitter } from "./color-jitter.ts";
export { normalize } from "./normalize.ts";
export { toFloat } from "./to-float.ts";
