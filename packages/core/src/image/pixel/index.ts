export { adjustSharpness } from "./adjust-sharpness.ts";
export { erase } from "./erase.ts";
export { gaussianBlur } from "./gaussian-blur.ts";
export { randomAdjustSharpness } from "./random-adjust-sharpness.ts";
export { randomErasing } from "./random-erasing.ts";
