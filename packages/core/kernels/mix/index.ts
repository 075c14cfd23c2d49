export { blendBytes, mixBytes, mixFloats } from "./pairs";
export { mixtureBytes } from "./mixture";
export { hulls, pasteNumbers, pasteWhere } from "./instances";
