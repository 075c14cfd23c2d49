export { augMix } from "./aug-mix.ts";
export { autoAugment } from "./auto-augment.ts";
export { randAugment } from "./rand-augment.ts";
export { policyTables } from "./tables.ts";
export { timmPolicy } from "./timm-policy.ts";
export { trivialAugmentWide } from "./trivial-augment-wide.ts";
