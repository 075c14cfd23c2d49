import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { float16Bits, float16Value } from "../src/float16.ts";
import { convert } from "../src/kernels/index.ts";
import { noise, testMemory, uploadAs } from "./kernels-support.ts";

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** The float whose bits come so many after those of another, away from zero. */
function after(value: number, steps: number): number {
  word[0] = value;
  bits[0] = (bits[0] as number) + steps;
  return word[0] as number;
}

/** Floats with the bits of the halves that they round to, by the definition: all neighbours, all ties, both signs. */
function roundings(): { readonly floats: number[]; readonly halves: number[] } {
  const floats: number[] = [];
  const halves: number[] = [];
  const both = (value: number, half: number) => {
    floats.push(value, -value);
    halves.push(half, half | 0x8000);
  };
  for (let half = 0; half < 0x7c00; half++) {
    const value = float16Value(half);
    both(value, half);
    // The largest is followed by what would be the next one, were there no infinity.
    const next = half === 0x7bff ? 65_536 : float16Value(half + 1);
    const tie = (value + next) / 2;
    const even = (half & 1) === 0 ? half : half + 1;
    both(tie, even);
    both(after(tie, -1), half);
    both(after(tie, 1), half + 1);
    both(after(value, 1), half);
    if (half > 0) both(after(value, -1), half);
  }
  both(Number.POSITIVE_INFINITY, 0x7c00);
  for (const beyond of [65_536, 70_000, 3e38]) both(beyond, 0x7c00);
  for (const tiny of [2 ** -149, 2 ** -126, 2 ** -127, 1e-40, 2 ** -26]) both(tiny, 0);
  return { floats, halves };
}

test("every float between two halves is rounded as IEEE 754 says: to the nearest, ties to even, signs kept", () => {
  const { floats, halves } = roundings();
  // Packed, and in planes, of which the tail of each is written by itself.
  for (const channels of [1, 2, 3, 4]) {
    const pixels = Math.ceil(floats.length / channels);
    const all = Float32Array.from({ length: pixels * channels }, (_, i) => floats[i % floats.length] as number);
    const want = Uint16Array.from(all, (_, i) => halves[i % floats.length] as number);
    for (const layout of ["NHWC", "NCHW"] as const) {
      const memory = testMemory();
      const source = uploadAs(memory, { width: pixels, height: 1, channels }, "float32", new Uint8Array(all.buffer));
      const pointer = convert(memory, source, { type: "float16", layout });
      const got = new Uint16Array(memory.bytesAt(pointer, 2 * all.length).slice().buffer);
      const expected = new Uint16Array(all.length);
      for (let i = 0; i < all.length; i++) {
        const at = layout === "NCHW" ? (i % channels) * pixels + Math.floor(i / channels) : i;
        expected[at] = want[i] as number;
      }
      equal(Buffer.compare(Buffer.from(got.buffer), Buffer.from(expected.buffer)), 0, `${channels} ${layout}`);
    }
  }
  // What the rest of the package rounds with agrees.
  for (const [i, value] of floats.entries()) equal(float16Bits(value), halves[i]);
});

test("no NaN becomes a number, and its sign stays", () => {
  const payloads = [0x7fc00000, 0x7f800001, 0x7fffffff, 0xffc00000, 0xff800001, 0xffffffff, 0x7f802000];
  const memory = testMemory();
  const bytes = new Uint8Array(Uint32Array.from(payloads).buffer);
  const source = uploadAs(memory, { width: payloads.length, height: 1, channels: 1 }, "float32", bytes);
  const pointer = convert(memory, source, { type: "float16", layout: "NHWC" });
  for (const [i, half] of new Uint16Array(memory.bytesAt(pointer, 14).slice().buffer).entries()) {
    equal(Number.isNaN(float16Value(half)), true);
    equal(half >>> 15, (payloads[i] as number) >>> 31);
  }
});

const cases = fc.record({
  from: fc.constantFrom("uint8" as const, "float32" as const),
  layout: fc.constantFrom("NHWC" as const, "NCHW" as const),
  width: fc.integer({ min: 1, max: 41 }),
  height: fc.integer({ min: 1, max: 9 }),
  channels: fc.integer({ min: 1, max: 4 }),
  shift: fc.integer({ min: 0, max: 3 }),
});

test("halves are the floats of the same conversion, rounded once more; nothing else is written", () => {
  fc.assert(
    fc.property(cases, ({ from, layout, width, height, channels, shift }) => {
      const memory = testMemory();
      const count = width * height * channels;
      const values = noise(count, count);
      const bytes =
        from === "uint8"
          ? Uint8Array.from(values)
          : new Uint8Array(Float32Array.from(values, (value) => value / 7).buffer);
      const source = uploadAs(memory, { width, height, channels }, from, bytes);
      const scale = [1 / 58.395, 1 / 57.12, 0.1, -3].slice(0, channels);
      const bias = [-2.1179, 0.3, 0, 7].slice(0, channels);
      const floats = memory.floatsAt(convert(memory, source, { type: "float32", layout, scale, bias }), count).slice();
      const start = memory.allocate(2 * count + 64);
      memory.bytesAt(start, 2 * count + 64).fill(0xa5);
      const pointer = start + 16 + shift;
      equal(convert(memory, source, { type: "float16", layout, scale, bias }, pointer), pointer);
      const got = new Uint16Array(memory.bytesAt(pointer, 2 * count).slice().buffer);
      deepEqual([...got], Array.from(floats, float16Bits));
      const around = [...memory.bytesAt(start, 16 + shift), ...memory.bytesAt(pointer + 2 * count, 48 - shift)];
      deepEqual(new Set(around), new Set([0xa5]));
    }),
    { numRuns: 200 },
  );
});

test("values of 16 bits, and of many channels, become the halves of their floats", () => {
  for (const [type, channels] of [
    ["uint16", 3],
    ["uint16", 7],
    ["uint8", 9],
    ["float32", 5],
  ] as const) {
    const memory = testMemory();
    const [width, height] = [5, 3];
    const count = width * height * channels;
    const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };
    const values = new arrays[type](count);
    for (let i = 0; i < count; i++) {
      values[i] = type === "float32" ? Math.sin(i) : (i * 7919) % (type === "uint8" ? 256 : 65536);
    }
    const source = uploadAs(memory, { width, height, channels }, type, new Uint8Array(values.buffer));
    const scale = Array.from({ length: channels }, (_, i) => (i + 1) / 65535);
    const bias = Array.from({ length: channels }, (_, i) => i / 8 - 0.25);
    for (const layout of ["NHWC", "NCHW"] as const) {
      const pointer = convert(memory, source, { type: "float16", layout, scale, bias });
      const halves = new Uint16Array(memory.memory.buffer, pointer, count).slice();
      const want = Uint16Array.from({ length: count }, (_, at) => {
        const channel = layout === "NHWC" ? at % channels : Math.floor(at / (width * height));
        const pixel = layout === "NHWC" ? Math.floor(at / channels) : at % (width * height);
        const value = values[pixel * channels + channel]!;
        const product = Math.fround(value * Math.fround(scale[channel]!));
        return float16Bits(Math.fround(product + Math.fround(bias[channel]!)));
      });
      deepEqual(halves, want);
    }
  }
});
