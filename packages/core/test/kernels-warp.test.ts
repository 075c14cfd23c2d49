import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { reindex, type Warp, warp } from "../src/kernels/index.ts";
import {
  constant,
  fenced,
  noise,
  pictureOf,
  pictures,
  pixelAt,
  testMemory,
  upload,
  uploadAs,
} from "./kernels-support.ts";

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const filters = fc.constantFrom<Warp["filter"]>("nearest", "bilinear");

/** Output to source: turned about the middle of the source, scaled, moved, with some perspective or none. */
function matrices(width: number, height: number): fc.Arbitrary<number[]> {
  return fc
    .record({
      angle: fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(0, Math.PI / 2, Math.PI / 4)),
      scale: fc.double({ min: 0.3, max: 3, noNaN: true }),
      x: fc.integer({ min: -20, max: 20 }),
      y: fc.double({ min: -20, max: 20, noNaN: true }),
      lean: fc.oneof(fc.constant(0), fc.double({ min: -0.02, max: 0.02, noNaN: true })),
    })
    .map(({ angle, scale, x, y, lean }) => {
      const cosine = Math.cos(angle) * scale;
      const sine = Math.sin(angle) * scale;
      const middle = [width / 2 + x, height / 2 + y] as const;
      return [
        cosine,
        -sine,
        middle[0] - cosine * 10 + sine * 10,
        sine,
        cosine,
        middle[1] - sine * 10 - cosine * 10,
        lean,
        -lean / 2,
        1,
      ];
    });
}

const cases = pictures(30).chain((picture) =>
  fc.record({
    picture: fc.constant(picture),
    inverse: matrices(picture.width, picture.height),
    width: fc.integer({ min: 1, max: 33 }),
    height: fc.integer({ min: 1, max: 33 }),
    filter: filters,
    fill: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: picture.channels, maxLength: picture.channels }),
  }),
);

test("the identity changes nothing, also with a third row that is not scaled to one", () => {
  fc.assert(
    fc.property(pictures(), filters, fc.constantFrom(1, 2, -4), (picture, filter, factor) => {
      const { width, height, channels } = picture;
      const fill = new Array(channels).fill(9);
      const inverse = identity.map((value) => value * factor);
      const result = fenced(picture, (memory, source) =>
        warp(memory, source, { inverse, width, height, filter, fill }),
      );
      deepEqual(result.data, picture.data);
    }),
  );
});

test("a warp with a clip has the bytes of warping the cropped image", () => {
  const clipped = cases.chain((one) => {
    const part = (total: number) =>
      fc
        .integer({ min: 0, max: total - 1 })
        .chain((start) => fc.tuple(fc.constant(start), fc.integer({ min: 1, max: total - start })));
    return fc.tuple(fc.constant(one), part(one.picture.width), part(one.picture.height));
  });
  fc.assert(
    fc.property(clipped, ([{ picture, ...options }, [x, width], [y, height]]) => {
      const clip = { x, y, width, height };
      const fused = fenced(picture, (memory, source) => warp(memory, source, { ...options, clip }));
      const memory = testMemory();
      const source = upload(memory, picture);
      const cropped = reindex(memory, source, { ...clip, flipX: false, flipY: false, transpose: false });
      const inverse = options.inverse.map(
        (value, at) => value - (at < 3 ? x : at < 6 ? y : 0) * options.inverse[6 + (at % 3)]!,
      );
      deepEqual(fused, pictureOf(memory, warp(memory, cropped, { ...options, inverse })));
    }),
    { numRuns: 400 },
  );
});

test("nearest takes the pixel that the coordinate lies in, or the fill", () => {
  fc.assert(
    fc.property(cases, ({ picture, ...options }) => {
      const result = fenced(picture, (memory, source) => warp(memory, source, { ...options, filter: "nearest" }));
      const [a, b, c, d, e, f, g, h, i] = options.inverse as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      for (let y = 0; y < result.height; y++) {
        for (let x = 0; x < result.width; x++) {
          const depth = g * (x + 0.5) + h * (y + 0.5) + i;
          const sourceX = (a * (x + 0.5) + b * (y + 0.5) + c) / depth;
          const sourceY = (d * (x + 0.5) + e * (y + 0.5) + f) / depth;
          // On the edge between two pixels either is right.
          const onEdge = [sourceX, sourceY].some((value) => Math.abs(value - Math.round(value)) < 1e-5);
          if (onEdge) continue;
          const inside = sourceX > 0 && sourceX < picture.width && sourceY > 0 && sourceY < picture.height;
          const want = inside ? pixelAt(picture, Math.floor(sourceX), Math.floor(sourceY)) : options.fill;
          deepEqual(pixelAt(result, x, y), want);
        }
      }
    }),
  );
});

test("a constant image is constant where the warp stays inside, and the fill where it is far outside", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 }),
      filters,
      (color, filter) => {
        const inverse = [0.5, 0.2, 6, -0.2, 0.5, 9, 0, 0, 1];
        const picture = constant(24, 24, color);
        const size = { width: 16, height: 16, filter };
        const fill = color.map((value) => 255 - value);
        const inner = fenced(picture, (memory, source) => warp(memory, source, { ...size, inverse, fill }));
        deepEqual(inner.data, constant(16, 16, color).data);
        const away = [1, 0, 1e12, 0, 1, -1e12, 0, 0, 1];
        const outer = fenced(picture, (memory, source) => warp(memory, source, { ...size, inverse: away, fill }));
        deepEqual(outer.data, constant(16, 16, fill).data);
      },
    ),
  );
});

test("nearest takes uint16, and where a perspective has no depth it fills", () => {
  const memory = testMemory();
  const data = noise(4 * 3 * 2, 5);
  const source = uploadAs(memory, { width: 4, height: 3, channels: 1 }, "uint16", data);
  const size = { width: 4, height: 3, filter: "nearest" as const, fill: [60000] };
  deepEqual(pictureOf(memory, warp(memory, source, { ...size, inverse: identity })).data, data);
  const flat = warp(memory, source, { ...size, inverse: [0, 0, 0, 0, 0, 0, 0, 0, 0] });
  deepEqual(new Set(new Uint16Array(pictureOf(memory, flat).data.buffer)), new Set([60000]));
});

test("matrices, fills and clips that do not fit are refused", () => {
  const memory = testMemory();
  const source = upload(memory, constant(4, 4, [1, 2, 3]));
  const good: Warp = { inverse: identity, width: 4, height: 4, filter: "bilinear", fill: [0, 0, 0] };
  throws(() => warp(memory, source, { ...good, inverse: [1, 0, 0] }), /9 finite numbers/);
  throws(() => warp(memory, source, { ...good, inverse: [...identity.slice(1), Number.NaN] }), RangeError);
  throws(() => warp(memory, source, { ...good, fill: [0] }), /fill has 1 numbers for 3 channels/);
  throws(() => warp(memory, source, { ...good, clip: { x: 2, y: 0, width: 3, height: 1 } }), RangeError);
});

test("steps that leave all numbers come back nowhere", () => {
  const memory = testMemory();
  const data = Uint8Array.from({ length: 8 }, (_, i) => i + 1);
  const source = upload(memory, { width: 8, height: 1, channels: 1, data });
  // 2^32 pixels a column: where 32 bits hold positions, the second column would be the first again.
  const inverse = [2 ** 32, 0, 3.5 - 2 ** 31, 0, 1, 0, 0, 0, 1];
  for (const filter of ["nearest", "bilinear", "bicubic"] as const) {
    const result = warp(memory, source, { inverse, width: 4, height: 1, filter, fill: [99] });
    deepEqual([...pictureOf(memory, result).data], [4, 99, 99, 99], filter);
  }
});
