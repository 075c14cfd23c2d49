import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { convert, type ElementType, elementBytes } from "../src/kernels/index.ts";
import { constant, noise, testMemory, upload, uploadAs } from "./kernels-support.ts";

const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };

const cases = fc.record({
  from: fc.constantFrom<ElementType>("uint8", "uint16", "float32"),
  keep: fc.boolean(),
  layout: fc.constantFrom("NHWC" as const, "NCHW" as const),
  width: fc.integer({ min: 1, max: 41 }),
  height: fc.integer({ min: 1, max: 9 }),
  channels: fc.integer({ min: 1, max: 4 }),
  scaled: fc.boolean(),
  shift: fc.integer({ min: 0, max: 3 }),
});

test("each element is scaled and shifted in f32 and lies where the layout says; nothing else is written", () => {
  fc.assert(
    fc.property(cases, ({ from, keep, layout, width, height, channels, scaled, shift }) => {
      const type = keep ? from : "float32";
      const memory = testMemory();
      const count = width * height * channels;
      const elements = new arrays[from](
        Array.from(noise(count, count), (byte) => (from === "uint8" ? byte : byte * 257)),
      );
      const source = uploadAs(memory, { width, height, channels }, from, new Uint8Array(elements.buffer));
      const factors = [1 / 58.395, 1 / 57.12, 0.1, -3].slice(0, channels);
      const offsets = [-2.1179, 0.3, 0, 7].slice(0, channels);
      const isScaled = scaled && type === "float32";
      const bytes = count * elementBytes[type];
      const start = memory.allocate(bytes + 64);
      memory.bytesAt(start, bytes + 64).fill(0xa5);
      const pointer = start + 16 + shift;
      const mark = memory.mark();
      const conversion = isScaled ? { type, layout, scale: factors, bias: offsets } : { type, layout };
      equal(convert(memory, source, conversion, pointer), pointer);
      equal(memory.mark(), mark);
      const got = new arrays[type](memory.bytesAt(pointer, bytes).slice().buffer);
      const pixels = width * height;
      const want = new arrays[type](count);
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let channel = 0; channel < channels; channel++) {
          const value = elements[pixel * channels + channel]!;
          const product = Math.fround(value * Math.fround(factors[channel]!));
          const at = layout === "NCHW" ? channel * pixels + pixel : pixel * channels + channel;
          want[at] = isScaled ? product + Math.fround(offsets[channel]!) : value;
        }
      }
      deepEqual(got, want);
      const around = [...memory.bytesAt(start, 16 + shift), ...memory.bytesAt(pointer + bytes, 48 - shift)];
      deepEqual(new Set(around), new Set([0xa5]));
    }),
    { numRuns: 400 },
  );
});

test("without a pointer the result is new space on the arena", () => {
  const memory = testMemory();
  const source = upload(memory, constant(2, 2, [7]));
  const mark = memory.mark();
  equal(convert(memory, source, { type: "float32", layout: "NHWC", scale: [2], bias: [1] }), mark);
  deepEqual([...memory.floatsAt(mark, 4)], [15, 15, 15, 15]);
  equal(memory.mark(), mark + 16);
});

test("conversions there are none for and factors that do not fit are refused", () => {
  const memory = testMemory();
  const source = upload(memory, constant(2, 2, [1, 2, 3]));
  const floats = { ...source, type: "float32" as const };
  throws(() => convert(memory, floats, { type: "uint8", layout: "NHWC" }), /No conversion from float32 to uint8/);
  throws(() => convert(memory, source, { type: "uint8", layout: "NHWC", scale: [1, 1, 1] }), TypeError);
  const bad = { type: "float32", layout: "NHWC", scale: [1] } as const;
  throws(() => convert(memory, source, bad), /scale has 1 numbers for 3 channels/);
});
