export { gaussianBlur } from "./gaussian-blur.ts";
