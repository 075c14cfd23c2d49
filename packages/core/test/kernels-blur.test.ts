import { deepEqual, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deterministicMath, type GaussianBlur, gaussianBlur } from "../src/kernels/index.ts";
import { constant, fenced, type Picture, pictures, pixelAt, testMemory, upload } from "./kernels-support.ts";

const sigmas = fc.double({ min: 0.1, max: 5, noNaN: true });

function kernelsFor(width: number, height: number): fc.Arbitrary<GaussianBlur> {
  const taps = (length: number) => fc.integer({ min: 0, max: Math.min(9, length - 1) }).map((radius) => 2 * radius + 1);
  return fc.record({ kernelWidth: taps(width), kernelHeight: taps(height), sigmaX: sigmas, sigmaY: sigmas });
}

/** Normalised weights of an odd number of taps. */
function weights(taps: number, sigma: number): number[] {
  const raw = Array.from({ length: taps }, (_, tap) => Math.exp(-((tap - (taps >> 1)) ** 2) / (2 * sigma * sigma)));
  const sum = raw.reduce((total, weight) => total + weight);
  return raw.map((weight) => weight / sum);
}

function reflect(position: number, length: number): number {
  return position < 0 ? -position : position < length ? position : 2 * length - 2 - position;
}

/** The blur of one pixel by its definition, in f64. */
function blurAt(picture: Picture, x: number, y: number, options: GaussianBlur): number[] {
  const across = weights(options.kernelWidth, options.sigmaX);
  const down = weights(options.kernelHeight, options.sigmaY);
  const sums = new Array<number>(picture.channels).fill(0);
  for (const [row, weightY] of down.entries()) {
    for (const [column, weightX] of across.entries()) {
      const fromX = reflect(x + column - (across.length >> 1), picture.width);
      const fromY = reflect(y + row - (down.length >> 1), picture.height);
      for (const [channel, value] of pixelAt(picture, fromX, fromY).entries())
        sums[channel]! += value * weightX * weightY;
    }
  }
  return sums;
}

test("each pixel is the weighted sum of its mirrored neighbourhood, rounded", () => {
  const cases = pictures(14).chain((picture) =>
    fc.tuple(fc.constant(picture), kernelsFor(picture.width, picture.height)),
  );
  fc.assert(
    fc.property(cases, ([picture, options]) => {
      const result = fenced(picture, (memory, source) => gaussianBlur(memory, source, options));
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          const want = blurAt(picture, x, y, options);
          for (const [channel, value] of pixelAt(result, x, y).entries()) {
            // Half a level for the rounding at the end, the rest for weights of 14 bits and sums of six behind the point.
            ok(Math.abs(value - want[channel]!) <= 0.5 + 0.06, `${value} for ${want[channel]}`);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a constant image stays constant", () => {
  const colors = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 });
  const sides = fc.integer({ min: 1, max: 40 });
  const cases = fc
    .tuple(sides, sides, colors)
    .chain(([width, height, color]) =>
      fc.tuple(fc.constant(constant(width, height, color)), kernelsFor(width, height)),
    );
  fc.assert(
    fc.property(cases, ([picture, options]) => {
      deepEqual(fenced(picture, (memory, source) => gaussianBlur(memory, source, options)).data, picture.data);
    }),
  );
});

test("kernels that do not fit are refused with the numbers", () => {
  const memory = testMemory();
  const source = upload(memory, constant(4, 8, [1]));
  const good = { kernelWidth: 7, kernelHeight: 7, sigmaX: 1, sigmaY: 1 };
  gaussianBlur(memory, source, good);
  throws(
    () => gaussianBlur(memory, source, { ...good, kernelWidth: 9 }),
    /width of 9 mirrors 4 pixels at an edge; an image width of 4 has 3/,
  );
  throws(() => gaussianBlur(memory, source, { ...good, kernelHeight: 4 }), /odd number of pixels, not 4/);
  throws(() => gaussianBlur(memory, source, { ...good, sigmaX: 0 }), /above 0, not 0/);
  throws(() => gaussianBlur(memory, { ...source, type: "uint16", width: 2 }, good), TypeError);
});

test("the functions of the module are those of Math to the last few bits", () => {
  const numbers = fc.double({ min: -50, max: 50, noNaN: true });
  const near = (a: number, b: number) => ok(Math.abs(a - b) <= 4e-16 * Math.max(1, Math.abs(b)), `${a} for ${b}`);
  fc.assert(
    fc.property(numbers, (x) => {
      near(deterministicMath.exp(x), Math.exp(x));
      near(deterministicMath.sin(x), Math.sin(x));
      near(deterministicMath.cos(x), Math.cos(x));
      near(deterministicMath.log(Math.abs(x) + 1e-9), Math.log(Math.abs(x) + 1e-9));
    }),
  );
});
