export { coarseDropout } from "./coarse-dropout.ts";
export { cutout } from "./cutout.ts";
export { gridDropout } from "./grid-dropout.ts";
export { maskDropout } from "./mask-dropout.ts";
