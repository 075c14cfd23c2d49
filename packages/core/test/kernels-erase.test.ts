import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { type Erase, erase } from "../src/kernels/erase.ts";
import { kernels } from "../src/kernels/module.ts";
import type { Raster } from "../src/kernels/raster.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, variance } from "./helpers/statistics.ts";
import { testMemory, uploadAs } from "./kernels-support.ts";

/** The sixteen words of four counters that begin with these four words. */
function words(counter: readonly [number, number, number, number], key: readonly [number, number]): number[] {
  const memory = testMemory();
  const output = memory.allocate(64);
  kernels(memory).philox(...counter, ...key, output);
  return [...new Uint32Array(memory.memory.buffer, output, 16)];
}

test("Philox4x32-10 has the words of its authors' known answers", () => {
  const answers = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [-1, -1, -1, -1],
      [-1, -1],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const;
  for (const [counter, key, expected] of answers) {
    const found = words(counter, key);
    assert.deepEqual([found[0], found[4], found[8], found[12]], expected);
  }
});

test("the other three counters of four follow the first", () => {
  const four = words([7, 1, 2, 3], [4, 5]);
  for (const lane of [1, 2, 3]) {
    const one = words([7 + lane, 1, 2, 3], [4, 5]);
    assert.deepEqual([four[lane], four[4 + lane]], [one[0], one[4]]);
  }
});

/** A picture of one value, erased; everything as numbers. */
function erased(type: "uint8" | "float32", size: readonly [number, number, number], options: Erase): number[] {
  const [width, height, channels] = size;
  const memory = testMemory();
  const count = width * height * channels;
  const data = type === "uint8" ? new Uint8Array(count).fill(9) : new Float32Array(count).fill(9);
  const raster: Raster = uploadAs(memory, { width, height, channels }, type, new Uint8Array(data.buffer));
  const end = memory.mark();
  erase(memory, raster, options);
  assert.equal(memory.mark(), end, "nothing stays on the arena");
  return [...(type === "uint8" ? memory.bytesAt(raster.pointer, count) : memory.floatsAt(raster.pointer, count))];
}

test("16 bits: numbers as they are, and noise even over all levels", () => {
  const memory = testMemory();
  const size = { width: 90, height: 70, channels: 2 };
  const raster = uploadAs(memory, size, "uint16", new Uint8Array(90 * 70 * 4));
  const levels = () => [...new Uint16Array(memory.memory.buffer, raster.pointer, 90 * 70 * 2)];
  erase(memory, raster, { region: { x: 1, y: 2, width: 3, height: 1 }, value: [40000, 7] });
  assert.deepEqual(levels().slice(360, 370), [0, 0, 40000, 7, 40000, 7, 40000, 7, 0, 0]);
  assert.throws(
    () => erase(memory, raster, { region: { x: 0, y: 0, width: 1, height: 1 }, value: [65536] }),
    /on 16 bits a value lies between 0 and 65535, not 65536/,
  );
  erase(memory, raster, { region: { x: 0, y: 0, width: 90, height: 69 }, value: { seed: [1, 2] } });
  const noise = levels();
  assert.deepEqual(new Set(noise.slice(90 * 69 * 2)), new Set([0]));
  assert.ok(kolmogorovSmirnov(noise.slice(0, 90 * 69 * 2), (level) => (level + 0.5) / 65536) < 1.95);
});

describe("numbers", () => {
  const region = { x: 1, y: 2, width: 3, height: 1 };

  for (const type of ["uint8", "float32"] as const) {
    test(`${type}: the rectangle and nothing else, one number or one for each channel`, () => {
      for (const channels of [1, 2, 3, 4]) {
        for (const value of [[200], [1, 2, 3, 4].slice(0, channels)]) {
          const got = erased(type, [5, 4, channels], { region, value });
          const expected = Array.from({ length: 20 * channels }, (_, at) => {
            const pixel = Math.floor(at / channels);
            const inside = pixel >= 11 && pixel < 14;
            return inside ? value[value.length === 1 ? 0 : at % channels] : 9;
          });
          assert.deepEqual(got, expected);
        }
      }
    });
  }

  test("bytes are cut to whole numbers, floats stay and may be any", () => {
    const whole = { x: 0, y: 0, width: 1, height: 1 };
    assert.deepEqual(erased("uint8", [1, 1, 1], { region: whole, value: [7.9] }), [7]);
    assert.deepEqual(erased("float32", [1, 1, 1], { region: whole, value: [-2.5] }), [-2.5]);
  });

  test("what does not fit is refused", () => {
    const [size, fits] = [[4, 4, 3] as const, { x: 0, y: 0, width: 2, height: 2 }];
    assert.throws(
      () => erased("uint8", size, { region: fits, value: [1, 2] }),
      /value has 2 numbers, and the image has 3/,
    );
    assert.throws(() => erased("uint8", size, { region: fits, value: [256] }), /between 0 and 255, not 256/);
    assert.throws(() => erased("uint8", size, { region: fits, value: [-1] }), /between 0 and 255, not -1/);
    assert.throws(() => erased("uint8", size, { region: { ...fits, x: 3 }, value: [0] }), /does not lie inside/);
  });
});

describe("noise", () => {
  const whole = { x: 0, y: 0, width: 100, height: 100 };
  const noise = (type: "uint8" | "float32", seed: readonly [number, number]) =>
    erased(type, [100, 100, 3], { region: whole, value: { seed } });

  /** The standard normal distribution function, by a series. */
  function normal(x: number): number {
    let [sum, term] = [x, x];
    for (let i = 1; i < 200; i++) {
      term *= (x * x) / (2 * i + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp((-x * x) / 2 - 0.5 * Math.log(2 * Math.PI));
  }

  test("floats are standard normal: 30,000 of them", () => {
    const values = noise("float32", [1, 2]);
    assert.equal(kolmogorovSmirnov(values, normal) < 1.95, true);
    assert.ok(Math.abs(variance(values) - 1) < 4 * Math.sqrt(2 / values.length), `variance ${variance(values)}`);
    assert.ok(Math.abs(mean(values.map((value) => value ** 4)) - 3) < 0.25, "as heavy in the tails");
    assert.equal(Math.max(...values.map(Math.abs)) < 7, true);
  });

  test("neighbours along rows, columns and channels have nothing to do with one another", () => {
    const values = noise("float32", [3, 4]);
    for (const lag of [1, 2, 3, 4, 8, 16, 300]) {
      const products = values.slice(lag).map((value, at) => value * (values[at] as number));
      assert.ok(Math.abs(mean(products)) < 4 / Math.sqrt(products.length), `lag ${lag}: ${mean(products)}`);
    }
  });

  test("bytes are even over all levels", () => {
    const counts = new Array<number>(256).fill(0);
    for (const value of noise("uint8", [5, 6])) counts[value] = (counts[value] as number) + 1;
    assert.equal(chiSquaredDeviation(counts) < 4, true);
  });

  test("either word of the seed changes nearly all, and the place of the rectangle nothing", () => {
    const first = noise("float32", [1, 2]);
    for (const seed of [
      [2, 2],
      [1, 3],
    ] as const) {
      const same = noise("float32", seed).filter((value, at) => value === first[at]).length;
      assert.ok(same < 10, `${same} are the same`);
    }
    const small = { width: 20, height: 10 };
    const here = erased("float32", [100, 100, 3], { region: { x: 0, y: 0, ...small }, value: { seed: [1, 2] } });
    const there = erased("float32", [100, 100, 3], { region: { x: 33, y: 7, ...small }, value: { seed: [1, 2] } });
    for (let row = 0; row < 10; row++) {
      const start = row * 300;
      assert.deepEqual(there.slice(start + 7 * 300 + 99, start + 7 * 300 + 159), here.slice(start, start + 60));
      assert.deepEqual(here.slice(start, start + 60), first.slice(start, start + 60));
    }
  });

  test("the numbers are the same on every machine", () => {
    const digest = (values: Float32Array | Uint8Array) =>
      createHash("sha256").update(values).digest("hex").slice(0, 16);
    const floats = digest(Float32Array.from(noise("float32", [11, 12])));
    const bytes = digest(Uint8Array.from(noise("uint8", [11, 12])));
    assert.deepEqual([floats, bytes], ["1ddf18a081d9f33d", "86a7d084c88e6275"]);
  });
});
