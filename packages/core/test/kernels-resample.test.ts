import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AxisMap, type Filter, reindex, resample } from "../src/kernels/index.ts";
import type { KernelMemory } from "../src/kernels/memory.ts";
import type { Raster } from "../src/kernels/raster.ts";
import { constant, fenced, pictures, testMemory, upload } from "./kernels-support.ts";

const filters = fc.constantFrom<Filter>("nearest", "bilinear", "bicubic");

/** The map that changes nothing on an axis. */
function keep(length: number): AxisMap {
  return {
    offset: 0,
    length,
    reversed: false,
    size: length,
    windowOffset: 0,
    windowLength: length,
    windowReversed: false,
  };
}

/** Any map of an axis of `available` positions. */
function axisMaps(available: number): fc.Arbitrary<AxisMap> {
  const part = (total: number) =>
    fc
      .integer({ min: 0, max: total - 1 })
      .chain((offset) => fc.tuple(fc.constant(offset), fc.integer({ min: 1, max: total - offset })));
  return part(available).chain(([offset, length]) =>
    fc.oneof({ arbitrary: fc.integer({ min: 1, max: 40 }), weight: 3 }, fc.constant(length)).chain((size) =>
      part(size).chain(([windowOffset, windowLength]) =>
        fc.record({
          offset: fc.constant(offset),
          length: fc.constant(length),
          reversed: fc.boolean(),
          size: fc.constant(size),
          windowOffset: fc.constant(windowOffset),
          windowLength: fc.constant(windowLength),
          windowReversed: fc.boolean(),
        }),
      ),
    ),
  );
}

/** Crop, flip, resize, crop and flip as five calls. */
function stepByStep(
  memory: KernelMemory,
  source: Raster,
  columns: AxisMap,
  rows: AxisMap,
  filter: Filter,
  antialias: boolean,
) {
  const still = { flipX: false, flipY: false, transpose: false };
  const cropped = reindex(memory, source, {
    ...still,
    x: columns.offset,
    y: rows.offset,
    width: columns.length,
    height: rows.length,
  });
  const whole = { x: 0, y: 0, width: columns.length, height: rows.length };
  const flipped = reindex(memory, cropped, {
    ...whole,
    transpose: false,
    flipX: columns.reversed,
    flipY: rows.reversed,
  });
  const axis = (map: AxisMap): AxisMap => ({ ...keep(map.length), size: map.size, windowLength: map.size });
  const resized = resample(memory, flipped, { columns: axis(columns), rows: axis(rows), filter, antialias });
  const window = {
    x: columns.windowOffset,
    y: rows.windowOffset,
    width: columns.windowLength,
    height: rows.windowLength,
  };
  const windowed = reindex(memory, resized, { ...still, ...window });
  const result = { x: 0, y: 0, width: columns.windowLength, height: rows.windowLength };
  return reindex(memory, windowed, {
    ...result,
    transpose: false,
    flipX: columns.windowReversed,
    flipY: rows.windowReversed,
  });
}

test("a fused call has the bytes of crop, flip, resize, crop and flip", () => {
  const cases = pictures(30).chain((picture) =>
    fc.record({
      picture: fc.constant(picture),
      columns: axisMaps(picture.width),
      rows: axisMaps(picture.height),
      filter: filters,
      antialias: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(cases, ({ picture, columns, rows, filter, antialias }) => {
      const fused = fenced(picture, (memory, source) => resample(memory, source, { columns, rows, filter, antialias }));
      const memory = testMemory();
      const separate = stepByStep(memory, upload(memory, picture), columns, rows, filter, antialias);
      deepEqual(fused.data, memory.bytesAt(separate.pointer, fused.data.length).slice());
    }),
    { numRuns: 600 },
  );
});

test("a constant image stays constant whatever the sizes", () => {
  const sizes = fc.integer({ min: 1, max: 300 });
  const color = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      sizes,
      sizes,
      sizes,
      sizes,
      color,
      filters,
      fc.boolean(),
      (width, height, w, h, value, filter, antialias) => {
        const memory = testMemory();
        const source = upload(memory, constant(width, height, value));
        const columns = { ...keep(width), size: w, windowLength: w };
        const rows = { ...keep(height), size: h, windowLength: h };
        const result = resample(memory, source, { columns, rows, filter, antialias });
        deepEqual(memory.bytesAt(result.pointer, w * h * value.length).slice(), constant(w, h, value).data);
      },
    ),
    { numRuns: 150 },
  );
});

test("a map that leaves the source is refused with the numbers", () => {
  const memory = testMemory();
  const source = upload(memory, constant(5, 4, [1, 2, 3]));
  const ask = (columns: AxisMap) =>
    resample(memory, source, { columns, rows: keep(4), filter: "bilinear", antialias: true });
  throws(() => ask({ ...keep(5), offset: 1 }), /Cannot read 5 columns from 1 of 5/);
  throws(() => ask({ ...keep(5), size: 3 }), /resized to 3, of these 5 from 0/);
  throws(() => ask({ ...keep(5), size: 2.5, windowLength: 2 }), RangeError);
});
