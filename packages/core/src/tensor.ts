export type TensorType = "float32" | "uint8" | "uint16" | "int32";

export interface TypedArrayOf {
  float32: Float32Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
}

/** Numbers with a shape; row-major, the last dimension runs fastest. */
export interface Tensor<Type extends TensorType = TensorType> {
  readonly dtype: Type;
  readonly shape: readonly number[];
  readonly data: TypedArrayOf[Type];
}
