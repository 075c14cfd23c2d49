/**
 * What stands beyond the edges of a picture: a fill, its outermost pixels, the picture mirrored without (`reflect`) or
 * with (`symmetric`) its outermost pixels repeated, or the picture again.
 */
export type Border = "constant" | "edge" | "reflect" | "symmetric" | "wrap";

/** The numbers that kernels know borders by. */
export const borderCodes: Readonly<Record<Border, number>> = {
  constant: 0,
  edge: 1,
  reflect: 2,
  symmetric: 3,
  wrap: 4,
};
