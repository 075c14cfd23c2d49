import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BatchError,
  type BatchField,
  BatchTensor,
  boxes,
  type CollateFunction,
  DataLoader,
  type DataLoaderOptions,
  type FieldCollate,
  type FieldType,
  fromModule,
  OptionError,
  pad,
  padTo,
  pixels,
  SampleError,
  tensor,
} from "millrace";
import { letters } from "./fixtures/collates.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

const module = new URL("./fixtures/collates.ts", import.meta.url);
const lengths = [2, 0, 5, 1, 3, 7, 4];
const texts = ["a", "bb", "abc", "", "cab", "b", "aa"];
const count = (length: number, from = 1) => Array.from({ length }, (_, i) => from + i);
const dataset = {
  length: lengths.length,
  get: (index: number) => {
    const length = lengths[index] as number;
    return {
      tokens: count(length),
      ids: BigInt64Array.from(count(length), BigInt),
      frames: tensor(Float64Array.from(count(2 * length)), [length, 2]),
      grid: tensor(Int16Array.from(count(length * (index + 1))), [length, index + 1]),
      boxes: boxes(
        count(length).map((x) => [x, 0, 1, 1]),
        { format: "coco", with: { id: count(length) } },
      ),
      caption: texts[index] as string,
    };
  },
};

interface Given {
  readonly collate: Readonly<Record<string, FieldCollate>>;
  readonly schema?: Readonly<Record<string, FieldType>>;
  readonly batchSize?: number;
  readonly workers?: number;
}

type Field = BatchField & { shape?: readonly number[]; data: ArrayLike<number | bigint>; offsets?: Int32Array };

/** Only what is put together stays; the other fields would not stack. */
function only(names: readonly string[]) {
  // Boxes lie on a picture.
  const image = names.includes("boxes") ? { image: pixels(new Uint8Array(60), 20, 1) } : {};
  const get = (index: number) => {
    const chosen = Object.entries(dataset.get(index)).filter(([name]) => names.includes(name));
    return { ...image, ...Object.fromEntries(chosen) };
  };
  return { length: dataset.length, get };
}

async function load(
  fields: readonly string[],
  given: Given,
  from: { length: number; get(index: number): object } = only(fields),
) {
  const options = { batchSize: 3, workers: 0, ...given } as DataLoaderOptions<undefined>;
  await using loader = new DataLoader(from, options);
  const schema = Object.fromEntries((await loader.schema()).map((field) => [field.name, field]));
  const batches: Readonly<Record<string, Field>>[] = [];
  const arrow: Record<string, unknown>[] = [];
  const types = new Set<string>();
  for await (const batch of loader) {
    batches.push(batch.fields as never);
    const table = batch.toArrow();
    types.add(table.schema.fields.map(({ name, type }) => `${name}: ${type}`).join("; "));
    for (const row of JSON.parse(JSON.stringify(table.toArray(), plain)) as Record<string, unknown>[]) arrow.push(row);
  }
  return { schema, batches, arrow, types };
}

/** Arrow's values as plain lists. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, Number);
  if (typeof value === "object" && value !== null && "toArray" in value && !("toJSON" in Object.getPrototypeOf(value)))
    return [...(value as unknown as Iterable<unknown>)];
  return value;
}

const list = ({ data }: { data: ArrayLike<number | bigint> }) => Array.from(data, Number);

/** Rows of batches of three, filled up by hand. */
function filled(value: number, multipleOf: number, batchSize = 3) {
  const batches: { shape: number[]; data: number[]; mask: number[] }[] = [];
  for (let start = 0; start < lengths.length; start += batchSize) {
    const own = lengths.slice(start, start + batchSize);
    const width = Math.ceil(Math.max(...own) / multipleOf) * multipleOf;
    const data = own.flatMap((length) => [...count(length), ...new Array(width - length).fill(value)]);
    const mask = own.flatMap((length) => [...new Array(length).fill(1), ...new Array(width - length).fill(0)]);
    batches.push({ shape: [own.length, width], data, mask });
  }
  return batches;
}

test("what another batch left in recycled memory does not come through", async () => {
  // More than a batch may have that is copied.
  const length = 4096;
  const long = new Float32Array(length).fill(9);
  // Every second sample is short, and the batch is as long as its longest.
  const get = (index: number) => ({ tokens: index % 2 === 0 || index < 8 ? long : Float32Array.of(1) });
  const expected = new Float32Array(2 * length);
  expected.set(long);
  expected[length] = 1;
  await using loader = new DataLoader({ length: 32, get }, { batchSize: 2, workers: 1, collate: { tokens: pad() } });
  let reused = 0;
  for await (using batch of loader) {
    if (batch.number >= 4) assert.deepEqual(batch.tokens.data, expected);
    reused = loader.stats().slabs.reused;
  }
  assert.ok(reused > 0);
});

describe("pad", () => {
  test("fills up to the longest of each batch, or to a multiple, and says what was there", async () => {
    for (const workers of [0, 1]) {
      for (const [multipleOf, value] of [
        [1, 0],
        [4, -1],
      ] as const) {
        const { schema, batches, types } = await load(["tokens", "ids"], {
          collate: { tokens: pad({ multipleOf, value, mask: true }), ids: pad({ value: 9 }) },
          workers,
        });
        assert.deepEqual([schema.tokens?.dtype, schema.tokens?.shape], ["float32", [-1]]);
        assert.deepEqual([schema.tokensMask?.dtype, schema.tokensMask?.shape], ["bool", [-1]]);
        assert.deepEqual(Object.keys(batches[0] ?? {}), ["tokens", "tokensMask", "ids"]);
        for (const [i, { shape, data, mask }] of filled(value, multipleOf).entries()) {
          const { tokens, tokensMask } = batches[i] as Record<string, Field>;
          assert.deepEqual([tokens?.shape, list(tokens as Field)], [shape, data]);
          assert.deepEqual([tokensMask?.shape, list(tokensMask as Field)], [shape, mask]);
        }
        for (const [i, { data }] of filled(9, 1).entries()) {
          const { ids } = batches[i] as Record<string, Field>;
          assert.ok(ids?.data instanceof BigInt64Array);
          assert.deepEqual(list(ids), data);
        }
        assert.equal(types.size, 1);
      }
    }
  });

  test("along several axes, each to the longest there", async () => {
    const { schema, batches, arrow } = await load(["grid", "frames"], {
      collate: { grid: pad({ axes: [1, 0], mask: true, value: -7 }), frames: pad() },
    });
    assert.deepEqual(schema.grid?.shape, [-1, -1]);
    assert.deepEqual(schema.gridMask?.shape, [-1, -1]);
    assert.deepEqual(schema.frames?.shape, [-1, 2]);
    let row = 0;
    for (const { grid, gridMask, frames } of batches) {
      const [size, height, width] = (grid as Field).shape as [number, number, number];
      assert.deepEqual(gridMask?.shape, [size, height, width]);
      for (let i = 0; i < size; i++, row++) {
        const [own, across] = [lengths[row] as number, row + 1];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const isThere = y < own && x < across;
            const at = (i * height + y) * width + x;
            assert.equal(grid?.data[at], isThere ? 1 + y * across + x : -7);
            assert.equal(gridMask?.data[at], Number(isThere));
          }
        }
        const whole = frames?.shape?.[1] as number;
        const want = [...count(2 * own), ...new Array(2 * (whole - own)).fill(0)];
        assert.deepEqual(list(frames as Field).slice(2 * i * whole, 2 * (i + 1) * whole), want);
      }
    }
    assert.deepEqual((arrow[0] as { grid: { shape: number[] } }).grid.shape, [5, 3]);
  });

  test("boxes alike, with what goes with them", async () => {
    const { schema, batches } = await load(["boxes"], { collate: { boxes: pad({ multipleOf: 2, mask: true }) } });
    assert.deepEqual(schema.boxes?.shape, [-1, 4]);
    for (const [i, { shape, mask }] of filled(0, 2).entries()) {
      const { boxes: rows, boxesMask } = batches[i] as Record<
        string,
        Field & { lengths: Int32Array; with: { id: Float32Array } }
      >;
      assert.deepEqual(rows?.shape, [...shape, 4]);
      assert.deepEqual([...(rows?.lengths ?? [])], lengths.slice(3 * i, 3 * i + 3));
      assert.deepEqual([...(rows?.with.id ?? [])], filled(0, 2)[i]?.data);
      assert.deepEqual([boxesMask?.shape, list(boxesMask as Field)], [shape, mask]);
    }
  });

  test("padTo fills tensors up to a length that the schema has", async () => {
    const { schema, batches, arrow } = await load(["tokens"], {
      collate: { tokens: padTo(8, { value: 2, mask: true }) },
      schema: { tokens: "uint8" },
    });
    assert.deepEqual([schema.tokens?.dtype, schema.tokens?.shape, schema.tokensMask?.shape], ["uint8", [8], [8]]);
    const want = lengths.map((length) => [...count(length), ...new Array(8 - length).fill(2)]);
    assert.deepEqual(
      batches.flatMap(({ tokens }) => list(tokens as Field)),
      want.flat(),
    );
    assert.deepEqual(
      arrow.map(({ tokens }) => tokens),
      want,
    );
  });
});

describe("ragged", () => {
  test("rows of all samples with offsets, or with the number of each one's sample; lists in Arrow", async () => {
    for (const workers of [0, 1]) {
      const { schema, batches, arrow, types } = await load(["tokens", "frames", "ids"], {
        collate: { tokens: "ragged", frames: "ragged", ids: "flat" },
        schema: { tokens: "int32" },
        workers,
      });
      assert.deepEqual([schema.tokens?.dtype, schema.tokens?.shape, schema.frames?.shape], ["int32", [-1], [-1, 2]]);
      for (const [i, { tokens, frames, ids }] of batches.entries()) {
        const own = lengths.slice(3 * i, 3 * i + 3);
        const offsets = [0, ...own.map((_, row) => own.slice(0, row + 1).reduce((sum, length) => sum + length))];
        assert.deepEqual([...(tokens?.offsets ?? [])], offsets);
        assert.ok(tokens?.data instanceof Int32Array && frames?.data instanceof Float64Array);
        assert.deepEqual(
          list(tokens),
          own.flatMap((length) => count(length)),
        );
        assert.deepEqual(
          list(frames),
          own.flatMap((length) => count(2 * length)),
        );
        const { sample } = ids as unknown as { sample: Int32Array };
        assert.deepEqual(
          [...sample],
          own.flatMap((length, row) => new Array(length).fill(row)),
        );
      }
      const want = lengths.map((length) => count(length));
      assert.deepEqual(
        arrow.map(({ tokens }) => tokens),
        want,
      );
      assert.deepEqual(
        arrow.map(({ ids }) => ids),
        want,
      );
      assert.deepEqual(
        arrow.map(({ frames }) => frames),
        lengths.map((length) => count(length).map((row) => [2 * row - 1, 2 * row])),
      );
      assert.deepEqual([...types], ["tokens: List<Int32>; ids: List<Int64>; frames: List<FixedSizeList[2]<Float64>>"]);
    }
  });

  test("a batch of nothing has no rows, and an epoch of nothing an unknown type", async () => {
    const empty = { length: 3, get: () => ({ tokens: [] as number[] }) };
    for (const how of ["ragged", "flat", pad(), pad({ multipleOf: 4 })] as const) {
      const { schema, batches, arrow } = await load([], { collate: { tokens: how } }, empty);
      assert.deepEqual([schema.tokens?.dtype, schema.tokens?.shape], ["float32", [-1]]);
      assert.equal(batches[0]?.tokens?.data.length, 0);
      assert.equal(arrow.length, 3);
    }
  });
});

describe("what collate does not take", () => {
  test("is refused by its field, with what is allowed", async () => {
    const picture = { length: 1, get: () => ({ image: pixels(new Uint8Array(3), 1, 1), tokens: [1], tokensMask: 1 }) };
    const refused: readonly [readonly string[], Given, RegExp, typeof picture?][] = [
      [
        ["tokens"],
        { collate: { tokens: pad({ max: 4 }) } },
        /"tokens" of sample 2 of the batch has 5 values, more than pad\(\{ max: 4 \}\) allows/,
      ],
      [["tokens"], { collate: { tokens: padTo(4) } }, /has 5 values, more than padTo\(4\) holds/],
      [["tokens"], { collate: { tokens: pad({ axes: [1] }) } }, /"tokens" has no axis 1; its shape is \[2\]/],
      [
        ["boxes"],
        { collate: { boxes: pad({ axes: [1] }) } },
        /"boxes" is filled up along axis 0, its rows, and along no other/,
      ],
      [
        ["caption"],
        { collate: { caption: pad() } },
        /"caption" is of kind string, whose values are put together in one way/,
      ],
      [
        ["grid"],
        { collate: { grid: pad() } },
        /"grid" has \[-1, 1\] in one sample and \[0, 2\] in another, which do not stack; with collate/,
      ],
      [["grid"], { collate: { grid: "ragged" } }, /which do not stack; with collate/],
      [["tokens"], { collate: {} }, /fill them up with collate: \{ "tokens": pad\(\) \}/],
      [["ids"], { collate: { ids: pad({ value: 0.5 }) } }, /"ids" is 0.5, which int64 cannot hold/],
      [
        [],
        { collate: { image: pad() } },
        /"image" holds pixels, which are written into the batch as they are/,
        picture,
      ],
      [[], { collate: { image: letters({ of: "a" }) } }, /"image" holds pixels/, picture],
      [
        [],
        { collate: { tokens: pad({ mask: true }) } },
        /the mask of the field "tokens" is called "tokensMask", and so is another/,
        picture,
      ],
    ];
    for (const [fields, given, message, from] of refused) {
      await assert.rejects(load(fields, given, from ?? only(fields)), message);
    }
    const options: readonly [() => unknown, RegExp][] = [
      [() => pad({ multipleOf: 0 }), /pad: multipleOf must be a whole number from 1, got 0/],
      [() => pad({ max: 1.5 }), /pad: max must be a whole number from 1, got 1.5/],
      [() => pad({ axes: [] }), /pad: axes must be a list of different whole numbers from 0, got \[\]/],
      [() => pad({ axes: [0, 0] }), /different whole numbers/],
      [() => pad({ axes: [-1] }), /different whole numbers/],
      [() => pad({ value: "0" as never }), /pad: value must be a number/],
      [() => padTo(3, { mask: 1 as never }), /padTo: mask must be true or false, got 1/],
    ];
    for (const [make, message] of options)
      assert.throws(make, (error: Error) => error instanceof OptionError && message.test(error.message));
  });

  test("an error of one sample names it", async () => {
    await assert.rejects(
      load(["tokens"], { collate: { tokens: pad({ max: 4 }) } }),
      (error) => error instanceof SampleError && error.index === 2,
    );
  });
});

describe("a function that puts a field together", () => {
  const counted = texts.map((text) => [...text].filter((letter) => letter === "a").length);

  test("is a closure in the calling thread, and crosses to workers by fromModule; its type is stated by it or by the loader", async () => {
    const there = fromModule<typeof letters>(module, "letters", { of: "ab" });
    for (const [collate, workers] of [
      [letters({ of: "ab" }), 0],
      [there, 0],
      [there, 2],
    ] as const) {
      const { schema, batches, arrow } = await load(["caption"], { collate: { caption: collate }, workers });
      assert.deepEqual([schema.caption?.kind, schema.caption?.dtype, schema.caption?.shape], ["tensor", "uint16", [2]]);
      assert.deepEqual(
        batches.map(({ caption }) => caption?.shape),
        [
          [3, 2],
          [3, 2],
          [1, 2],
        ],
      );
      const all = batches.flatMap(({ caption }) => list(caption as Field));
      assert.deepEqual(
        all.filter((_, i) => i % 2 === 0),
        counted,
      );
      assert.deepEqual(
        arrow.map(({ caption }) => (caption as number[])[0]),
        counted,
      );
    }
    // One number a sample, of boxes; and a shape of which a batch decides a size.
    const seen: unknown[] = [];
    const means: CollateFunction = (values, context) => {
      seen.push(context);
      return Float32Array.from(values, ({ data }: { data: Float32Array }) => data.length / 4);
    };
    const widest: CollateFunction = (values) => {
      const width = Math.max(...values.map((text: string) => text.length));
      const data = Uint8Array.from(values.flatMap((text: string) => count(width).map((x) => Number(text.length >= x))));
      return { shape: [values.length, width], data };
    };
    const { schema, batches } = await load(["boxes", "caption"], {
      collate: { boxes: means, caption: widest },
      schema: { boxes: "float32", caption: { dtype: "uint8", shape: [-1] } },
    });
    assert.deepEqual([schema.boxes?.shape, schema.caption?.shape], [[], [-1]]);
    assert.deepEqual(
      batches.flatMap((batch) => list(batch.boxes as Field)),
      lengths,
    );
    assert.deepEqual(
      batches.map(({ caption }) => caption?.shape),
      [
        [3, 3],
        [3, 3],
        [1, 2],
      ],
    );
    assert.ok(batches[0]?.boxes instanceof BatchTensor);
    assert.deepEqual(seen[1], { field: "boxes", epoch: 0, batch: 1 });
  });

  test("what it returns is the batch's own, and it keeps its memory", async () => {
    const memory = new Float32Array(3);
    const lent: CollateFunction = (values) => memory.fill(values.length).subarray(0, values.length);
    const { batches } = await load(["caption"], { collate: { caption: lent }, schema: { caption: "float32" } });
    assert.deepEqual(
      batches.map(({ caption }) => list(caption as Field)),
      [[3, 3, 3], [3, 3, 3], [1]],
    );
    assert.equal(memory.length, 3);
  });

  test("errors name the field and the batch", async () => {
    const isBatchError = (message: RegExp, batch: number) => (error: unknown) =>
      error instanceof BatchError && error.batch === batch && message.test(error.message);
    for (const workers of [0, 1]) {
      const broken = fromModule<typeof letters>(module, "letters", { of: "a", broken: "cab" });
      const loading = load(["caption"], { collate: { caption: broken }, workers });
      await assert.rejects(
        loading,
        isBatchError(/batch 1.*collate of the field "caption": no letters in cab of caption/, 1),
      );
    }
    const stated = { caption: { dtype: "float32", shape: [2] } } as const;
    const wrong: readonly [unknown, RegExp][] = [
      [() => new Float64Array(6), /must return float32 \[3, 2\], as the schema says, and returned Float64Array\(6\)/],
      [() => new Float32Array(7), /returned \[3, 2\], which is 6 numbers, with 7/],
      [() => ({ shape: [3, 3], data: new Float32Array(9) }), /and returned \[3,3\]/],
      [() => ({ shape: [2, 2], data: new Float32Array(4) }), /and returned \[2,2\]/],
      [() => ({ shape: [3, 2], data: new Float32Array(5) }), /returned \[3, 2\], which is 6 numbers, with 5/],
      [() => undefined, /and returned undefined/],
      [async () => new Float32Array(6), /and returned/],
    ];
    for (const [collate, message] of wrong) {
      const given = { collate: { caption: collate as CollateFunction }, schema: stated };
      await assert.rejects(load(["caption"], given), isBatchError(message, 0));
    }
  });

  test("one that cannot cross, or of which nobody says what comes out, is refused when the loader is made", () => {
    const make = (given: Given) => new DataLoader(only(["caption"]), { batchSize: 3, ...given } as DataLoaderOptions);
    const refused: readonly [Given, RegExp][] = [
      [
        { collate: { caption: letters({ of: "a" }) }, workers: 1 },
        /for the field "caption", is a function of this module.*fromModule/,
      ],
      [
        { collate: { caption: () => new Uint8Array() }, workers: 0 },
        /nobody says what .* makes of the field "caption": give it a property schema/,
      ],
      [
        {
          collate: { caption: Object.assign(() => new Uint8Array(), { schema: { dtype: "uint" as never } }) },
          workers: 0,
        },
        /collate: caption/,
      ],
      [
        { collate: { caption: "padded" as never }, workers: 0 },
        /collate.* must be an object of field names and "ragged", "flat", pad\(\), padTo\(n\) or a function/,
      ],
    ];
    for (const [given, message] of refused)
      assert.throws(
        () => make(given),
        (error: Error) => error instanceof OptionError && message.test(error.message),
        `${message}`,
      );
  });
});
