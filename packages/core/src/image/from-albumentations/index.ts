export { type FromAlbumentations, fromAlbumentations } from "./from-albumentations.ts";
export type { Difference } from "./options.ts";
