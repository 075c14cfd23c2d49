import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ElementType, elementBytes, type Reindex, reindex } from "../src/kernels/index.ts";
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

/** A picture and what to do with it. */
const cases = pictures(40).chain((picture) => {
  const part = (total: number) =>
    fc
      .integer({ min: 0, max: total - 1 })
      .chain((start) => fc.tuple(fc.constant(start), fc.integer({ min: 1, max: total - start })));
  return fc
    .tuple(part(picture.width), part(picture.height), fc.boolean(), fc.boolean(), fc.boolean())
    .map(([[x, width], [y, height], flipX, flipY, transpose]) => {
      const map: Reindex = { x, y, width, height, flipX, flipY, transpose };
      return { picture, map };
    });
});

test("each pixel is the one that crop, transpose and flip say", () => {
  fc.assert(
    fc.property(cases, ({ picture, map }) => {
      const result = fenced(picture, (memory, source) => reindex(memory, source, map));
      const [width, height] = map.transpose ? [map.height, map.width] : [map.width, map.height];
      deepEqual([result.width, result.height], [width, height]);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const column = map.flipX ? width - 1 - x : x;
          const row = map.flipY ? height - 1 - y : y;
          const [fromX, fromY] = map.transpose ? [row, column] : [column, row];
          deepEqual(pixelAt(result, x, y), pixelAt(picture, map.x + fromX, map.y + fromY));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a flip twice changes nothing, in every element type and number of channels", () => {
  const types = fc.constantFrom<ElementType>("uint8", "uint16", "float32");
  const sides = fc.integer({ min: 1, max: 37 });
  const channelCounts = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(types, sides, sides, channelCounts, fc.boolean(), (type, width, height, channels, flipX) => {
      const memory = testMemory();
      const data = noise(width * height * channels * elementBytes[type], width * 40 + height);
      const source = uploadAs(memory, { width, height, channels }, type, data);
      const map = { x: 0, y: 0, width, height, flipX, flipY: !flipX, transpose: false };
      const twice = reindex(memory, reindex(memory, source, map), map);
      deepEqual(pictureOf(memory, twice).data, data);
      const turned = { x: 0, y: 0, flipX, flipY: !flipX, transpose: true };
      const quarter = reindex(memory, source, { ...turned, width, height });
      deepEqual([quarter.width, quarter.height, quarter.type], [height, width, type]);
      // Two quarter turns one way are a half turn.
      const half = reindex(memory, quarter, { ...turned, width: height, height: width });
      const both = reindex(memory, source, { ...map, flipX: true, flipY: true });
      deepEqual(pictureOf(memory, half).data, pictureOf(memory, both).data);
    }),
  );
});

test("a region that leaves the image is refused with the numbers", () => {
  const memory = testMemory();
  const source = upload(memory, constant(6, 4, [1, 2, 3]));
  const map = { x: 0, y: 0, width: 6, height: 4, flipX: false, flipY: false, transpose: false };
  throws(() => reindex(memory, source, { ...map, x: 1 }), /region 6×4 at \(1, 0\) does not lie inside an image of 6×4/);
  throws(() => reindex(memory, source, { ...map, height: 0 }), RangeError);
  throws(() => reindex(memory, source, { ...map, y: 0.5, height: 2 }), RangeError);
});
