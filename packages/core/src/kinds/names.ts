/** The kinds of tagged fields; transforms say which of them they need. */
export type FieldKind = "image" | "clip" | "mask" | "maskClip" | "boxes" | "keypoints" | "text" | "label" | "tensor";

/** The kinds of plain values; lists and typed arrays are tensors. */
export type PlainKind = "number" | "boolean" | "string" | "other";

/** A kind of field, or of plain value. */
export type KindName = FieldKind | PlainKind;
