// Rows of pixels of three bytes that become columns, four rows and four columns at a time.
import { copyPixel } from "./reindex";

/**
 * Rows that are turned together. More of them would fill more of each result line at once, but take twice the time: there
 * are only so many rows that memory fetches ahead.
 */
const strip: i32 = 8;

/** Two times two pixels of two rows: the first of both, then the second of both, with two bytes behind either. */
function firstTwo(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 0, 1, 2, 16, 17, 18, 0, 0, 3, 4, 5, 19, 20, 21, 0, 0);
}
function lastTwo(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 6, 7, 8, 22, 23, 24, 0, 0, 9, 10, 11, 25, 26, 27, 0, 0);
}

/** The first halves of two pairs, twelve bytes; and the second halves. */
function firstFour(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 0, 1, 2, 3, 4, 5, 16, 17, 18, 19, 20, 21, 0, 0, 0, 0);
}
function secondFour(one: v128, other: v128): v128 {
  return i8x16.shuffle(one, other, 8, 9, 10, 11, 12, 13, 24, 25, 26, 27, 28, 29, 0, 0, 0, 0);
}

function storeTwelve(target: usize, value: v128): void {
  v128.store64_lane(target, value, 0);
  v128.store32_lane(target, value, 2, 8);
}

/** Four pixels of each of four rows `step` bytes apart, to four rows `outputStep` bytes apart. */
function turnFour(source: usize, step: isize, output: usize, outputStep: isize): void {
  const first = v128.load(source);
  const second = v128.load(source + step);
  const third = v128.load(source + 2 * step);
  const fourth = v128.load(source + 3 * step);
  const leftUpper = firstTwo(first, second);
  const leftLower = firstTwo(third, fourth);
  const rightUpper = lastTwo(first, second);
  const rightLower = lastTwo(third, fourth);
  storeTwelve(output, firstFour(leftUpper, leftLower));
  storeTwelve(output + outputStep, secondFour(leftUpper, leftLower));
  storeTwelve(output + 2 * outputStep, firstFour(rightUpper, rightLower));
  storeTwelve(output + 3 * outputStep, secondFour(rightUpper, rightLower));
}

/**
 * Column x of the source becomes the result row at `output` + x · `outputStep`; its pixels are those of the rows from
 * `source` on, `sourceStep` bytes apart, one after another. A negative step goes upwards. Reads up to four bytes past a row.
 */
export function transposeThree(
  source: usize,
  sourceStep: isize,
  columns: i32,
  rows: i32,
  output: usize,
  outputStep: isize,
): void {
  const wholeColumns = columns & ~3;
  for (let top = 0; top < rows; top += strip) {
    const end = min<i32>(rows, top + strip);
    const wholeEnd = top + ((end - top) & ~3);
    for (let x = 0; x < wholeColumns; x += 4) {
      const from = source + <usize>(3 * x);
      const to = output + <isize>x * outputStep;
      for (let y = top; y < wholeEnd; y += 4) {
        turnFour(from + <isize>y * sourceStep, sourceStep, to + <usize>(3 * y), outputStep);
      }
      for (let y = wholeEnd; y < end; y++) turnOnes(from, sourceStep, y, 4, to, outputStep);
    }
    for (let y = top; y < end; y++) {
      const from = source + <usize>(3 * wholeColumns);
      turnOnes(from, sourceStep, y, columns - wholeColumns, output + <isize>wholeColumns * outputStep, outputStep);
    }
  }
}

/** Some pixels of one row, each to a row of the result. */
function turnOnes(source: usize, sourceStep: isize, y: i32, count: i32, output: usize, outputStep: isize): void {
  let from = source + <isize>y * sourceStep;
  let to = output + <usize>(3 * y);
  for (let x = 0; x < count; x++) {
    copyPixel(to, from, 3);
    from += 3;
    to += outputStep;
  }
}
