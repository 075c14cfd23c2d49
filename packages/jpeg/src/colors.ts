/** How the chroma samples lie: 4:2:0 halves both sides, 4:2:2 the width, 4:4:0 the height. */
export type Subsampling = "4:4:4" | "4:2:2" | "4:2:0" | "4:4:0" | "grey" | "other";

/** What the samples mean in the file. */
export type ColorSpace = "grey" | "ycbcr" | "rgb" | "cmyk" | "ycck";
