import type { Tensor, TensorType, TypedArrayOf } from "@millrace/core";

/**
 * A tensor of a batch. Its data lies in the batch's slab: after `batch.release()` another batch may be written there,
 * so touching it throws.
 */
export class BatchTensor<Type extends TensorType = TensorType> implements Tensor<Type> {
  readonly dtype: Type;
  /** Sizes, the batch first. */
  readonly shape: readonly number[];
  #data: TypedArrayOf[Type] | undefined;

  constructor({ dtype, shape, data }: Tensor<Type>) {
    this.dtype = dtype;
    this.shape = shape;
    this.#data = data;
  }

  /**
   * The values, row-major. Valid until the batch is released.
   *
   * @throws Error after `batch.release()`.
   */
  get data(): TypedArrayOf[Type] {
    if (this.#data === undefined) {
      throw new Error(
        "this tensor's batch was released, and its memory holds another batch by now: release a batch after its last use, or copy with data.slice() before",
      );
    }
    return this.#data;
  }

  /** Takes the data away and gives its buffer. For the batch alone. */
  static detach(tensor: BatchTensor): ArrayBuffer | undefined {
    const buffer = tensor.#data?.buffer;
    tensor.#data = undefined;
    return buffer;
  }
}
