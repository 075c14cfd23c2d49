import type { Tensor, TensorType, TypedArrayOf } from "@millrace/core";
import type { NullableTensor } from "@millrace/core/engine";

/**
 * A tensor of a batch. Its data lies in the batch's slab: after `batch.release()` another batch may be written there,
 * so touching it throws.
 */
export class BatchTensor<Type extends TensorType = TensorType> implements Tensor<Type> {
  readonly dtype: Type;
  /** Sizes, the batch first. */
  readonly shape: readonly number[];
  #data: TypedArrayOf[Type] | undefined;
  #validity: Uint8Array<ArrayBuffer> | undefined;

  constructor({ dtype, shape, data, validity }: Tensor<Type> & Pick<NullableTensor, "validity">) {
    this.dtype = dtype;
    this.shape = shape;
    this.#data = data;
    this.#validity = validity;
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

  /**
   * Bit i % 8 of byte i >> 3 is 1 where sample i has a value; what `data` holds where it has none means nothing.
   * Undefined where every sample has one, by the loader's schema. Valid until the batch is released.
   *
   * @throws Error after `batch.release()`.
   */
  get validity(): Uint8Array<ArrayBuffer> | undefined {
    return this.data && this.#validity;
  }

  /** Takes the data away and gives its buffers. For the batch alone. */
  static detach(tensor: BatchTensor): readonly ArrayBuffer[] {
    const buffers = [tensor.#data?.buffer, tensor.#validity?.buffer].filter((buffer) => buffer !== undefined);
    tensor.#data = undefined;
    tensor.#validity = undefined;
    return buffers;
  }
}
