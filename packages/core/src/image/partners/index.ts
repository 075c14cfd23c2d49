export { mosaic } from "./mosaic.ts";
