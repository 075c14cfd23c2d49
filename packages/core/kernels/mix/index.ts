export { blendBytes, mixBytes, mixFloats } from "./pairs";
export { mixtureBytes } from "./mixture";
