export { exp, log, sin, cos } from "./math";
export { coefficients } from "./coefficients";
export { resampleRows } from "./resample-rows";
export { resampleColumns } from "./resample-columns";
export { copyRows, flipRows, gather } from "./reindex";
export { bytesToFloats, shortsToFloats, floatsToFloats } from "./convert";
export { bytesToPlanes, shortsToPlanes, bytesToFloatPlanes, shortsToFloatPlanes, floatsToFloatPlanes } from "./planes";
export { colorPass } from "./color";
export { lookup, lookupChannel } from "./lookup";
