export { copyPaste } from "./copy-paste.ts";
export { mosaic } from "./mosaic.ts";
