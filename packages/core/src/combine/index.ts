export { compose } from "./compose.ts";
export { oneOf } from "./one-of.ts";
export { perFrame } from "./per-frame.ts";
export { randomApply } from "./random-apply.ts";
export { randomOrder } from "./random-order.ts";
export { someOf } from "./some-of.ts";
export { views } from "./views.ts";
