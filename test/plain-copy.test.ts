import assert from "node:assert/strict";
import { test } from "node:test";
import { type BatchTensor, DataLoader } from "millrace";
import { plainCopy } from "../src/loader/plain-copy.ts";

type Views = Record<string, ArrayBufferView>;

test("of views exactly their bytes are posted, of Buffers too", () => {
  const pool = Buffer.from(new ArrayBuffer(47_000));
  pool.fill(7);
  const sample = {
    buffer: pool.subarray(1000, 1784),
    slice: pool.slice(8, 16),
    floats: new Float32Array(pool.buffer, 8, 2),
    view: new DataView(pool.buffer, 4, 4),
  };
  const copy = plainCopy(sample) as Views;
  for (const [name, view] of Object.entries(sample)) {
    assert.equal(copy[name]?.buffer.byteLength, view.byteLength, name);
    assert.deepEqual(
      new Uint8Array((copy[name] as ArrayBufferView).buffer as ArrayBuffer),
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
    );
  }
  assert.deepEqual(
    Object.values(copy).map((view) => view.constructor.name),
    ["Uint8Array", "Uint8Array", "Float32Array", "DataView"],
  );
  assert.equal(pool[1000], 7);
});

test("what holds no views is not copied, and views are found wherever they are", () => {
  const plain = { a: [1, 2, { b: "text" }], c: new Map([[1, "one"]]), whole: new Uint8Array(4) };
  assert.equal(plainCopy(plain), plain);
  const view = new Uint8Array(100).subarray(3, 5);
  const copy = plainCopy({ list: [[view]], map: new Map([["key", view]]), set: new Set([view]) }) as {
    list: [[Uint8Array]];
    map: Map<string, Uint8Array>;
    set: Set<Uint8Array>;
  };
  for (const found of [copy.list[0][0], copy.map.get("key"), ...copy.set]) assert.equal(found?.buffer.byteLength, 2);
  const shared = new Uint8Array(new SharedArrayBuffer(8), 2, 2);
  assert.equal(plainCopy(shared), shared, "shared memory is seen, not copied");
  const named = JSON.parse('{ "__proto__": { "a": 1 }, "b": 2 }');
  named.view = view;
  assert.deepEqual(Object.keys(plainCopy(named) as object), ["__proto__", "b", "view"]);
});

test("a worker gets what structured cloning carries", async () => {
  const get = () => ({
    memory: new Uint8Array([1, 2]).buffer,
    pattern: /a+/g,
    date: new Date(5),
    error: new RangeError("far"),
    map: new Map([["a", 1]]),
    big: 12n,
    point: new (class Point {
      x = 1;
    })(),
  });
  await using loader = new DataLoader({ length: 1, get }, { batchSize: 1, workers: 1 });
  for await (const { fields } of loader) {
    assert.deepEqual(new Uint8Array((fields.memory as ArrayBuffer[])[0] as ArrayBuffer), new Uint8Array([1, 2]));
    assert.deepEqual(fields.pattern, [/a+/g]);
    assert.deepEqual(fields.date, [new Date(5)]);
    assert.equal(((fields.error as Error[])[0] as Error).message, "far");
    assert.deepEqual([fields.map, fields.point], [[new Map([["a", 1]])], [{ x: 1 }]]);
    assert.deepEqual([...(fields.big as BatchTensor<"int64">).data], [12n]);
  }
});

test("what cannot cross is refused by its place", () => {
  const refused = (sample: object, message: RegExp) => assert.throws(() => plainCopy(sample), message);
  refused({ address: new URL("https://example.org") }, /the field "address" is an instance of URL.*give its href/);
  refused({ a: { b: [1, () => 3] } }, /the field "a\.b\[1\]" is a function, which cannot be sent to a worker/);
  refused({ tag: Symbol("x") }, /the field "tag" is Symbol\(x\)/);
  refused({ later: Promise.resolve() }, /the field "later" is an instance of Promise/);
  refused({ weak: new WeakMap() }, /"weak" is an instance of WeakMap/);
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  refused(cyclic, /nested too deep, or holds itself/);
});
