/** Transforms of tables: columns of many rows at once; and `compose`, which puts them in a row. */
export { compose } from "../combine/compose.ts";
export { gaussianNoise } from "./gaussian-noise.ts";
export { stackColumns } from "./stack-columns.ts";
