// Sixteen bytes of the module's own, to write the last, incomplete vector of a row without writing past its end.
const parking = memory.data(16, 16);

/** Stores the first `bytes` (0 to 16) of a vector. */
export function storePart(pointer: usize, value: v128, bytes: usize): void {
  v128.store(parking, value);
  memory.copy(pointer, parking, bytes);
}
