export { colorPass } from "./pass";
export { lookup, lookupBands, lookupShorts, lookupShortBands } from "../lookup";
export { histograms, shortHistograms } from "../histogram";
export { permute } from "./permute";
export { sumGrayShorts } from "./gray-shorts";
export { claheApply, claheTables } from "./clahe";
export { fromLab, toLab } from "./lab";
export { stain } from "./stain";
export { mixBands, mixThree, moments } from "./bands";
