export { blurPlane, displaced, evenPlane } from "./elastic";
export { radialField, separableField } from "./smooth";
