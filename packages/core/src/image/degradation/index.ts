export { corrupt } from "./corrupt.ts";
export { downscale } from "./downscale.ts";
export { jpeg } from "./jpeg.ts";
export { randomDownscale } from "./random-downscale.ts";
export { randomJpeg } from "./random-jpeg.ts";
