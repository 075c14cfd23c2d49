// Pixels moved, none computed: crops, flips, transposes and nearest-neighbour resizes of pixels of any size.

/** Copies rows of `bytes` bytes, which lie `sourceStride` and `outputStride` bytes apart; a negative stride goes upwards. */
export function copyRows(
  source: usize,
  sourceStride: isize,
  bytes: usize,
  rows: i32,
  output: usize,
  outputStride: isize,
): void {
  for (let row = 0; row < rows; row++) {
    // A call out of WebAssembly costs as much as copying some hundred bytes.
    if (bytes < 64 || bytes > 8192) memory.copy(output, source, bytes);
    else copyRow(source, bytes, output);
    source += sourceStride;
    output += outputStride;
  }
}

/** At least 64 bytes, which do not overlap with where they go. */
function copyRow(source: usize, bytes: usize, output: usize): void {
  const rest = bytes - 64;
  let at: usize = 0;
  for (; at < rest; at += 64) copy64(source + at, output + at);
  // The last 64 end where the row ends; some of them may have been copied already.
  copy64(source + rest, output + rest);
}

function copy64(source: usize, target: usize): void {
  const first = v128.load(source);
  const second = v128.load(source, 16);
  const third = v128.load(source, 32);
  const fourth = v128.load(source, 48);
  v128.store(target, first);
  v128.store(target, second, 16);
  v128.store(target, third, 32);
  v128.store(target, fourth, 48);
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

/** Vectors of reversed pixels of 1, 2 or 4 bytes. */
function reversed(value: v128, pixelBytes: i32): v128 {
  if (pixelBytes == 1) return i8x16.swizzle(value, i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  if (pixelBytes == 2) return i8x16.swizzle(value, i8x16(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
  return i8x16.swizzle(value, i8x16(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
}

/** Five pixels of three bytes, reversed, in the upper fifteen bytes. */
function reversedFive(pointer: usize): v128 {
  return i8x16.swizzle(v128.load(pointer), i8x16(15, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2));
}

// Sources are read forwards, as memory likes to be read, and results written backwards, where the cache has them.

/** One row of pixels of three bytes; each vector's lowest byte falls on a pixel that is still to be written. */
function flipRow3(source: usize, columns: i32, output: usize): void {
  let target = output + <usize>(columns * 3);
  let left = columns;
  while (left > 20) {
    v128.store(target - 16, reversedFive(source));
    v128.store(target - 31, reversedFive(source + 15));
    v128.store(target - 46, reversedFive(source + 30));
    v128.store(target - 61, reversedFive(source + 45));
    source += 60;
    target -= 60;
    left -= 20;
  }
  while (left > 0) {
    target -= 3;
    copyPixel(target, source, 3);
    source += 3;
    left--;
  }
}

/** Copies rows of `columns` pixels, each row from right to left; strides as for `copyRows`. */
export function flipRows(
  source: usize,
  sourceStride: isize,
  columns: i32,
  pixelBytes: i32,
  rows: i32,
  output: usize,
  outputStride: isize,
): void {
  const rowBytes = <usize>(columns * pixelBytes);
  const whole = pixelBytes == 1 || pixelBytes == 2 || pixelBytes == 4 ? columns & ~(16 / pixelBytes - 1) : 0;
  for (let row = 0; row < rows; row++) {
    if (pixelBytes == 3) flipRow3(source, columns, output);
    else {
      const end = output + rowBytes;
      for (let at: usize = 0; at < <usize>(whole * pixelBytes); at += 16) {
        v128.store(end - at - 16, reversed(v128.load(source + at), pixelBytes));
      }
      for (let column = whole; column < columns; column++) {
        const at = <usize>(column * pixelBytes);
        copyPixel(end - at - <usize>pixelBytes, source + at, pixelBytes);
      }
    }
    source += sourceStride;
    output += outputStride;
  }
}

/** Columns that are gathered together: so many rows of the source stay in the nearest cache where rows become columns. */
const gatheredColumns: i32 = 64;

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
  const rowBytes = <usize>(columns * pixelBytes);
  for (let column = 0; column < columns; column += gatheredColumns) {
    const part = min<i32>(gatheredColumns, columns - column);
    const offsets = columnOffsets + ((<usize>column) << 2);
    const bytes = <usize>(part * pixelBytes);
    let target = output + <usize>(column * pixelBytes);
    let before: i32 = -1;
    for (let row = 0; row < rows; row++) {
      const offset = load<i32>(rowOffsets + ((<usize>row) << 2));
      if (row > 0 && offset == before) memory.copy(target, target - rowBytes, bytes);
      else gatherRow(source + <usize>offset, offsets, part, pixelBytes, target);
      before = offset;
      target += rowBytes;
    }
  }
}

/** A part of a row. */
function gatherRow(start: usize, offsets: usize, columns: i32, pixelBytes: i32, output: usize): void {
  const end = offsets + ((<usize>columns) << 2);
  if (pixelBytes == 3) {
    // A fourth byte is written with each pixel but the last, which the next one overwrites.
    for (; offsets < end - 4; offsets += 4, output += 3)
      store<u32>(output, load<u32>(start + <usize>load<i32>(offsets)));
  }
  for (; offsets < end; offsets += 4, output += <usize>pixelBytes) {
    copyPixel(output, start + <usize>load<i32>(offsets), pixelBytes);
  }
}
