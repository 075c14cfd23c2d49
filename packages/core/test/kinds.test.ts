import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  boxes,
  classLabel,
  clip,
  encodedImage,
  type FieldSchema,
  imageFile,
  keypoints,
  kindOf,
  mask,
  maskClip,
  pixels,
  type Tensor,
  type TensorType,
  tensor,
  tensorTypes,
  text,
} from "@millrace/core";
import { bytesPerNumber, kindNamed, kindOfAny, sampleBytes, tensorArray } from "@millrace/core/engine";
import { float16Bits, float16Value } from "../src/float16.ts";

const folder = new URL("../src/", import.meta.url);

describe("the registry", () => {
  const examples = {
    image: pixels(new Uint8Array(12), 2, 2),
    mask: mask(new Uint8Array(4), 2, 2),
    clip: clip([pixels(new Uint8Array(12), 2, 2)]),
    maskClip: maskClip([mask(new Uint8Array(4), 2, 2)]),
    boxes: boxes([[0, 0, 1, 1]], { format: "xyxy" }),
    keypoints: keypoints([[0, 0]]),
    text: text("a"),
    label: classLabel(1),
    tensor: tensor(new Float32Array(4), [2, 2]),
    number: 3,
    boolean: true,
    string: "a",
    other: { nested: 1 },
  };

  for (const [name, value] of Object.entries(examples)) {
    test(`${name} is recognised, described, laid out in Arrow and counted`, () => {
      assert.equal(kindOfAny(value), name);
      const kind = kindNamed(kindOfAny(value));
      const request = { stated: {}, collate: {}, passThrough: [], layout: "NHWC" } as const;
      const finished = kind.picture === undefined ? value : { ...(value as object), type: "uint8" };
      const { dtype, shape } = kind.describe("field", finished, request);
      const field = { name: "field", kind: kindOfAny(value), dtype, shape } as FieldSchema;
      assert.ok(["tensor", "strings", "rows", "json"].includes(kind.arrow(field).layout));
      assert.equal(kind.bytes(value) > 0, true);
      assert.equal(
        (kind.picture === undefined) === (kind.collate !== undefined),
        true,
        "pixels are written, not collated",
      );
    });
  }

  test("plain values: bigints, lists and typed arrays", () => {
    for (const [value, name] of [
      [1n, "number"],
      [[1, 2], "tensor"],
      [[], "tensor"],
      [new BigInt64Array(1), "tensor"],
      [new BigUint64Array(1), "other"],
      [new DataView(new ArrayBuffer(1)), "other"],
      [[1, "a"], "other"],
      [null, "other"],
      [undefined, "other"],
      [new Date(0), "other"],
      [{ kind: "strange" }, "other"],
      [{ kind: "toString" }, "other"],
    ] as const) {
      assert.equal(kindOfAny(value), name, String(value));
    }
    assert.equal(kindOf({ kind: "number" }), undefined, "plain kinds are no tags");
  });

  test("kinds load no kernel: texts and tables must not pull in image code", () => {
    const seen = new Set<string>();
    const follow = (url: URL): void => {
      if (seen.has(url.href)) return;
      seen.add(url.href);
      const source = readFileSync(url, "utf8");
      for (const [, path] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gm)) {
        follow(new URL(path as string, url));
      }
    };
    for (const name of readdirSync(new URL("kinds/", folder))) follow(new URL(`kinds/${name}`, folder));
    const kernels = [...seen].filter((href) => /\/kernels\/(?!math\.)/.test(href));
    assert.deepEqual(kernels, []);
    assert.ok(seen.size > 15, `only ${seen.size} files were followed`);
  });

  test("nobody compares the name of a kind", () => {
    const strays: string[] = [];
    const comparison = new RegExp(`kind (?:=|!)== "(?:${Object.keys(examples).join("|")})"`);
    for (const root of [folder, new URL("../../../src/", folder)]) {
      for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
        if (name.endsWith(".ts") && comparison.test(readFileSync(new URL(name, root), "utf8"))) strays.push(name);
      }
    }
    assert.deepEqual(strays, []);
  });
});

describe("numbers keep their value or say what to do", () => {
  const store = (dtype: TensorType, values: readonly unknown[]) => {
    const kind = kindNamed("number");
    const column = kind.collate?.({ name: "id", kind: "number", dtype, shape: [] }, values, {});
    return [...(column as { data: Iterable<unknown> }).data];
  };

  test("a whole number that float32 would round is an error with the types that hold it", () => {
    assert.throws(
      () => store("float32", [1, 900100581904]),
      /"id" is 900100581904, which float32 cannot hold: it would become 900100587520.*schema: \{ "id": "float64" \}, or \{ "id": "int64" \}/,
    );
    assert.deepEqual(store("float64", [900100581904]), [900100581904]);
    assert.deepEqual(store("int64", [900100581904]), [900100581904n]);
    assert.deepEqual(
      store("float32", [2 ** 24, 2 ** 24 + 2, 2 ** 100, -0, 0.1, Number.NaN, Number.POSITIVE_INFINITY]),
      [2 ** 24, 2 ** 24 + 2, 2 ** 100, -0, Math.fround(0.1), Number.NaN, Number.POSITIVE_INFINITY],
    );
    assert.throws(() => store("float32", [2 ** 24 + 1]), /16777217/);
    assert.throws(() => store("float32", [1e39]), /would become Infinity/);
    assert.throws(() => store("float16", [2049]), /it would become 2048/);
    assert.throws(() => store("float16", [70000.5]), /would become Infinity/);
  });

  test("integers hold their range and no fraction", () => {
    const ranges = {
      int8: [-128, 127],
      int16: [-32768, 32767],
      int32: [-2147483648, 2147483647],
      uint8: [0, 255],
      uint16: [0, 65535],
      uint32: [0, 4294967295],
    } as const;
    for (const [dtype, [least, most]] of Object.entries(ranges)) {
      const type = dtype as TensorType;
      assert.deepEqual(store(type, [least, most]), [least, most]);
      for (const wrong of [least - 1, most + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.throws(() => store(type, [wrong]), new RegExp(`which ${type} cannot hold`), `${dtype} ${wrong}`);
      }
    }
    assert.deepEqual(store("int64", [2n ** 63n - 1n, -(2n ** 63n)]), [2n ** 63n - 1n, -(2n ** 63n)]);
    assert.throws(
      () => store("int64", [2n ** 63n]),
      /9223372036854775808, which int64 cannot hold.*No tensor type|9223372036854775808/,
    );
    assert.throws(() => store("int64", [2 ** 53]), /int64 cannot hold/);
    assert.throws(() => store("float64", [2n ** 53n + 1n]), /9007199254740993, which float64 cannot hold/);
    assert.deepEqual(store("bool", [true, false, 1, 0]), [1, 0, 1, 0]);
    assert.throws(() => store("bool", [2]), /bool cannot hold/);
    assert.throws(() => store("float32", [null]), /"id" is float32 in the schema, which holds numbers, and a null/);
    assert.throws(() => store("int64", ["7"]), /and a string in this batch \("7"\)/);
  });

  test("arrays are checked as scalars are, and those of the type are copied as they are", () => {
    const collate = (dtype: TensorType, value: unknown) => {
      const field: FieldSchema = { name: "list", kind: "tensor", dtype, shape: [2] };
      const column = kindNamed("tensor").collate?.(field, [value, value], {}) as Tensor;
      return [column.shape, [...(column.data as Iterable<unknown>)]];
    };
    assert.throws(() => collate("uint8", [1, 300]), /"list" is 300, which uint8 cannot hold/);
    assert.throws(() => collate("uint8", Int32Array.of(1, 300)), /"list" is 300/);
    assert.deepEqual(collate("uint8", Int32Array.of(1, 255)), [
      [2, 2],
      [1, 255, 1, 255],
    ]);
    for (const dtype of tensorTypes) {
      const own = tensorArray(dtype, 2);
      const value = dtype === "float16" || dtype === "bool" ? tensor(own as never, [2], dtype as never) : own;
      assert.deepEqual((collate(dtype, value)[1] as unknown[]).length, 4, dtype);
      assert.equal(own.BYTES_PER_ELEMENT, bytesPerNumber(dtype));
    }
    assert.deepEqual(
      collate("float16", tensor(Uint16Array.of(0x3c00, 0x7bff), [2], "float16"))[1],
      [0x3c00, 0x7bff, 0x3c00, 0x7bff],
    );
    const short = { ...tensor(Int16Array.of(1, 2), [2]), data: Int16Array.of(1) };
    assert.throws(() => collate("int16", short), /"list" states the shape \[2\], which is 2 numbers, and holds 1/);
    // In a field of another type they are the numbers that they stand for.
    const halves = tensor(Uint16Array.of(0x3c00, 0xc100), [2], "float16");
    assert.deepEqual(collate("float32", halves)[1], [1, -2.5, 1, -2.5]);
    assert.throws(() => collate("uint16", halves), /"list" is -2.5, which uint16 cannot hold/);
  });
});

test("tensor: any shape, its own type, and what is wrong", () => {
  const cube = tensor(
    Int16Array.from({ length: 24 }, (_, i) => i),
    [2, 3, 4],
  );
  assert.deepEqual([cube.dtype, cube.shape, kindOf(cube)], ["int16", [2, 3, 4], "tensor"]);
  assert.throws(() => tensor(new Float32Array(5), [2, 3]), /the shape \[2, 3\] needs 6 numbers, got 5/);
  assert.throws(() => tensor(new Float32Array(2), [-1]), /shape must be a list of whole numbers from 0/);
  assert.throws(() => tensor(new BigUint64Array(1) as never, [1]), /data must be a typed array/);
  assert.throws(() => tensor([1] as never, [1]), /data must be a typed array/);
  assert.throws(() => tensor(new Float32Array(1) as never, [1], "float16"), /float16 cannot be a Float32Array/);
  assert.throws(() => tensor(Uint8Array.of(1, 0, 5), [3], "bool"), /data of type bool are 0 and 1, got 5/);
});

test("half floats: every bit pattern comes back, and rounding is to nearest, ties to even", () => {
  for (let half = 0; half < 65536; half++) {
    const value = float16Value(half);
    if (Number.isNaN(value)) assert.equal(Number.isNaN(float16Value(float16Bits(value))), true);
    else if (float16Bits(value) !== half) assert.fail(`${half.toString(16)} became ${float16Bits(value).toString(16)}`);
  }
  // Between two neighbours: the middle goes to the even one, a hair beside it to the nearer one.
  for (let half = 0; half < 0x7bff; half += 7) {
    const [low, high] = [float16Value(half), float16Value(half + 1)];
    const middle = (low + high) / 2;
    const hair = (high - low) * 2 ** -30;
    assert.equal(float16Bits(middle), half % 2 === 0 ? half : half + 1, `middle after ${half}`);
    assert.equal(float16Bits(middle - hair), half, `below the middle after ${half}`);
    assert.equal(float16Bits(middle + hair), half + 1, `above the middle after ${half}`);
    assert.equal(float16Bits(-middle), (half % 2 === 0 ? half : half + 1) | 0x8000);
  }
  assert.equal(float16Bits(65519.99), 0x7bff);
  assert.equal(float16Bits(65520), 0x7c00);
  assert.equal(float16Bits(1e300), 0x7c00);
});

test("bytes of a sample: what lies in memory, and nothing for files", () => {
  assert.equal(sampleBytes({ image: imageFile("a.jpg") }), 0);
  assert.equal(sampleBytes({ image: encodedImage(new Uint8Array(1000)) }), 1000);
  const frames = [pixels(new Uint8Array(12), 2, 2), encodedImage(new Uint8Array(30)), imageFile("a.jpg")];
  assert.equal(sampleBytes({ clip: clip(frames) }), 42);
  assert.equal(sampleBytes({ list: new Float64Array(100) }), 800);
  assert.equal(sampleBytes({ caption: text("x".repeat(500)) }) >= 1000, true);
  const many = boxes(new Float32Array(400), { format: "xyxy", with: { id: new BigInt64Array(100) } });
  assert.equal(sampleBytes({ many }), 1600 + 800);
  const cyclic: { self?: object; list: Uint8Array } = { list: new Uint8Array(5000) };
  cyclic.self = cyclic;
  const bytes = sampleBytes({ cyclic });
  assert.equal(bytes > 5000 && bytes < 6000, true, `${bytes}`);
});
