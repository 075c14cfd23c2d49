export { cutMix } from "./cut-mix.ts";
export { mixUp } from "./mix-up.ts";
export { mixUpOrCutMix } from "./mix-up-or-cut-mix.ts";
