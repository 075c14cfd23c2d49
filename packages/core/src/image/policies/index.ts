export { trivialAugmentWide } from "./trivial-augment-wide.ts";
