/** Image transforms, and the combinators that they are put together with. */
export * from "../combine/index.ts";
export * from "./blur/index.ts";
export * from "./color/index.ts";
export * from "./degradation/index.ts";
export * from "./from-albumentations/index.ts";
export * from "./geometry/index.ts";
export * from "./mix/index.ts";
export * from "./noise/index.ts";
export * from "./occlusion/index.ts";
export * from "./partners/index.ts";
export * from "./pixel/index.ts";
export * from "./policies/index.ts";
export * from "./weather/index.ts";
