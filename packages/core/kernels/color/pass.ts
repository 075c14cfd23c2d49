// Point operations on 8-bit color, block after block of planes that stay in the first-level cache.
import { grayPlane, sumBytes } from "../gray";
import { saturate } from "../saturation";
import { saturateByLine } from "./saturate-by-line";
import { shiftHue } from "../hue";
import { lookup } from "../lookup";
import { plane0, plane1, plane2, storeInterleaved } from "../interleave";
import { lookupBits, lookupLine } from "./shaped";
import { fromHsv, toHsv } from "./hsv";
import { multiplyColors } from "./matrix";
import { blendAsOpenCv, blendAsPillow } from "./gray-blend";
import { turnPillowHue } from "./pillow-hue";
import { weightedGrayPlane } from "./weighted-gray";

/** Pixels of a block. */
const blockPixels: i32 = 1024;

const LOOKUP: i32 = 0;
const SATURATION: i32 = 1;
const HUE: i32 = 2;
const MATRIX: i32 = 3;
const PERMUTATION: i32 = 4;
const HSV: i32 = 5;
const LINE: i32 = 6;
const BITS: i32 = 7;
const PILLOW_SATURATION: i32 = 8;
const OPENCV_SATURATION: i32 = 9;
const PILLOW_HUE: i32 = 10;
const SATURATION_LINE: i32 = 11;

/** Whose gray is summed; 0 is nobody's. */
const TORCHVISION_GRAY: i32 = 1;
const OPENCV_GRAY: i32 = 3;

/** Three planes by one line. */
function linePlanes(block: usize, count: i32, factor: i32, added: i32): void {
  lookupLine(block, count, factor, added, block);
  lookupLine(block + blockPixels, count, factor, added, block + blockPixels);
  lookupLine(block + 2 * blockPixels, count, factor, added, block + 2 * blockPixels);
}

/** Three planes masked, and inverted from a level on. */
function bitsPlanes(block: usize, count: i32, mask: i32, threshold: i32): void {
  lookupBits(block, count, mask, threshold, block);
  lookupBits(block + blockPixels, count, mask, threshold, block + blockPixels);
  lookupBits(block + 2 * blockPixels, count, mask, threshold, block + 2 * blockPixels);
}

/** Three planes through three tables of 256 bytes. */
function lookupPlanes(block: usize, count: i32, tables: usize): void {
  lookup(block, count, tables, block);
  lookup(block + blockPixels, count, tables + 256, block + blockPixels);
  lookup(block + 2 * blockPixels, count, tables + 512, block + 2 * blockPixels);
}

/** Puts the planes into the order that the three low bytes of a word say: which one each of them was. */
function permutePlanes(block: usize, order: i32): void {
  const scratch = block + 3 * blockPixels;
  memory.copy(scratch, block, 3 * blockPixels);
  for (let plane = 0; plane < 3; plane++) {
    const from = (order >> (8 * plane)) & 3;
    memory.copy(block + <usize>(plane * blockPixels), scratch + <usize>(from * blockPixels), blockPixels);
  }
}

/** One step on the planes of a block. */
function takeStep(entry: usize, block: usize, count: i32): void {
  const code = load<i32>(entry);
  if (code == LOOKUP) {
    lookupPlanes(block, count, load<u32>(entry, 4));
  } else if (code == SATURATION) {
    saturate(block, count, blockPixels, load<f32>(entry, 4), load<f32>(entry, 8));
  } else if (code == SATURATION_LINE) {
    saturateByLine(block, count, blockPixels, load<u32>(entry, 4));
  } else if (code == HUE) {
    shiftHue(block, count, blockPixels, load<f32>(entry, 4));
  } else if (code == MATRIX) {
    multiplyColors(block, count, blockPixels, load<u32>(entry, 4));
  } else if (code == PERMUTATION) {
    permutePlanes(block, load<i32>(entry, 4));
  } else if (code == LINE) {
    linePlanes(block, count, load<i32>(entry, 4), load<i32>(entry, 8));
  } else if (code == BITS) {
    bitsPlanes(block, count, load<i32>(entry, 4), load<i32>(entry, 8));
  } else if (code == HSV) {
    toHsv(block, count, blockPixels);
    lookupPlanes(block, count, load<u32>(entry, 4));
    fromHsv(block, count, blockPixels);
  } else if (code == PILLOW_SATURATION) {
    blendAsPillow(block, count, blockPixels, load<f32>(entry, 4));
  } else if (code == OPENCV_SATURATION) {
    blendAsOpenCv(block, count, blockPixels, load<f32>(entry, 4), load<f32>(entry, 8));
  } else if (code == PILLOW_HUE) {
    turnPillowHue(block, count, blockPixels, load<i32>(entry, 4));
  }
}

/** Splits `count` pixels of 3 or 4 channels to three planes, `blockPixels` bytes apart, padded with zeros to sixteen. */
function split(source: usize, count: i32, channels: i32, planes: usize): void {
  if (channels == 3) {
    for (let pixel = 0; pixel < count; pixel += 16) {
      const a = v128.load(source + <usize>(pixel * 3));
      const b = v128.load(source + <usize>(pixel * 3), 16);
      const c = v128.load(source + <usize>(pixel * 3), 32);
      v128.store(planes + <usize>pixel, plane0(a, b, c));
      v128.store(planes + <usize>(blockPixels + pixel), plane1(a, b, c));
      v128.store(planes + <usize>(2 * blockPixels + pixel), plane2(a, b, c));
    }
    return;
  }
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = load<u8>(source + <usize>(pixel * channels + channel));
      store<u8>(planes + <usize>(channel * blockPixels + pixel), value);
    }
  }
}

/** The reverse; a fourth channel stays as it is. */
function join(planes: usize, count: i32, channels: i32, target: usize): void {
  let start = 0;
  if (channels == 3) {
    start = count & ~15;
    for (let pixel = 0; pixel < start; pixel += 16) {
      storeInterleaved(
        target + <usize>(pixel * 3),
        v128.load(planes + <usize>pixel),
        v128.load(planes + <usize>(blockPixels + pixel)),
        v128.load(planes + <usize>(2 * blockPixels + pixel)),
      );
    }
  }
  for (let pixel = start; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = load<u8>(planes + <usize>(channel * blockPixels + pixel));
      store<u8>(target + <usize>(pixel * channels + channel), value);
    }
  }
}

/**
 * Applies steps to `count` pixels of 3 or 4 channels and returns the sum of the gray values of the results. They go to
 * `target`, which may be the source; a fourth channel is left alone there. `steps` holds `stepCount` entries of three words:
 * a code, and what goes with it:
 *
 * - lookup: the address of three tables of 256 bytes;
 * - saturation: two factors as f32, of the color and of its gray;
 * - saturation line: the address of a rule (see saturate-by-line.ts);
 * - hue: the turn as f32;
 * - matrix: the address of nine 32-bit numbers, in 1024ths;
 * - permutation: which channel each one becomes, in the low bytes of a word;
 * - hsv: the address of tables for hue, saturation and value, through which they go;
 * - line: a factor and an addend; bits: a mask and a threshold (see shaped.ts);
 * - Pillow's and OpenCV's saturation: two factors as f32, of which Pillow's uses the first;
 * - Pillow's hue: what is added to its bytes.
 *
 * `block` is scratch for 6 × 1024 bytes. Where `target` is 0 nothing is written. `sum` says whose gray is summed:
 * 1 torchvision's, 2 Pillow's, 3 OpenCV's; with 0 the result is zero.
 */
export function colorPass(
  source: usize,
  count: i32,
  channels: i32,
  steps: usize,
  stepCount: i32,
  block: usize,
  target: usize,
  sum: i32,
): f64 {
  let total: f64 = 0;
  for (let done = 0; done < count; done += blockPixels) {
    const part = min<i32>(blockPixels, count - done);
    const start = <usize>(done * channels);
    split(source + start, part, channels, block);
    for (let step = 0; step < stepCount; step++) takeStep(steps + <usize>(step * 12), block, part);
    if (sum != 0) {
      const grays = block + 3 * blockPixels;
      if (sum == TORCHVISION_GRAY) grayPlane(block, part, blockPixels, grays);
      else weightedGrayPlane(block, part, blockPixels, grays, sum == OPENCV_GRAY);
      total += <f64>sumBytes(grays, part);
    }
    if (target != 0) join(block, part, channels, target + start);
  }
  return total;
}
