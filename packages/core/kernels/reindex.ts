// Pixels moved, none computed: crops, flips, transposes and nearest-neighbour resizes of pixels of any size.

/** Copies rows of `bytes` bytes; a negative stride reads upwards. */
export function copyRows(source: usize, sourceStride: isize, bytes: usize, rows: i32, output: usize): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(output, source, bytes);
    source += sourceStride;
    output += bytes;
  }
}

export function copyPixel(target: usize, source: usize, bytes: i32): void {
  switch (bytes) {
    case 1:
      store<u8>(target, load<u8>(source));
      break;
    case 2:
      store<u16>(target, load<u16>(source));
      break;
    case 3:
      store<u16>(target, load<u16>(source));
      store<u8>(target, load<u8>(source, 2), 2);
      break;
    case 4:
      store<u32>(target, load<u32>(source));
      break;
    case 6:
      store<u32>(target, load<u32>(source));
      store<u16>(target, load<u16>(source, 4), 4);
      break;
    case 8:
      store<u64>(target, load<u64>(source));
      break;
    case 12:
      store<u64>(target, load<u64>(source));
      store<u32>(target, load<u32>(source, 8), 8);
      break;
    default:
      memory.copy(target, source, <usize>bytes);
  }
}

/** Vectors of reversed pixels; the vector of three-byte pixels holds five, its last byte is to be overwritten. */
function reversed(value: v128, pixelBytes: i32): v128 {
  if (pixelBytes == 1) return i8x16.swizzle(value, i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  if (pixelBytes == 2) return i8x16.swizzle(value, i8x16(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
  if (pixelBytes == 3) return i8x16.swizzle(value, i8x16(12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2, 15));
  return i8x16.swizzle(value, i8x16(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
}

/** Copies rows of `columns` pixels, each row from right to left. */
export function flipRows(
  source: usize,
  sourceStride: isize,
  columns: i32,
  pixelBytes: i32,
  rows: i32,
  output: usize,
): void {
  const pixelsPerVector = pixelBytes == 3 ? 5 : pixelBytes <= 4 ? 16 / pixelBytes : 1;
  for (let row = 0; row < rows; row++) {
    let left = columns;
    // One pixel more than is taken must be left: the vector of three-byte pixels is a byte too long.
    while (pixelBytes <= 4 && left > pixelsPerVector) {
      left -= pixelsPerVector;
      v128.store(output, reversed(v128.load(source + <usize>(left * pixelBytes)), pixelBytes));
      output += <usize>(pixelsPerVector * pixelBytes);
    }
    while (left > 0) {
      left--;
      copyPixel(output, source + <usize>(left * pixelBytes), pixelBytes);
      output += <usize>pixelBytes;
    }
    source += sourceStride;
  }
}

/** Result pixel (row, column) is the one at source + rowOffsets[row] + columnOffsets[column], offsets being i32 bytes. */
export function gather(
  source: usize,
  rowOffsets: usize,
  rows: i32,
  columnOffsets: usize,
  columns: i32,
  pixelBytes: i32,
  output: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const start = source + <usize>load<i32>(rowOffsets + ((<usize>row) << 2));
    for (let column = 0; column < columns; column++) {
      copyPixel(output, start + <usize>load<i32>(columnOffsets + ((<usize>column) << 2)), pixelBytes);
      output += <usize>pixelBytes;
    }
  }
}
