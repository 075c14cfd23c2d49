export { randAugment } from "./rand-augment.ts";
export { trivialAugmentWide } from "./trivial-augment-wide.ts";
