import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Color, ComponentField, FrameField, structureFields, TableKind, tableBytes } from "../src/kernels/layout.ts";

function kernel(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../kernels/${name}.ts`, import.meta.url)), "utf8");
}

/** The numbers of one namespace of the kernels. */
function numbers(source: string, namespace: string): Record<string, number> {
  const body = source.split(`export namespace ${namespace} {`)[1]!.split("\n}")[0]!;
  return Object.fromEntries(
    [...body.matchAll(/const (\w+): \w+ = (\d+);/g)].map(([, name, value]) => [name, Number(value)]),
  );
}

test("the host and the kernels agree on every structure", () => {
  const source = kernel("layout");
  for (const [namespace, fields] of [
    ["Component", ComponentField],
    ["Frame", FrameField],
  ] as const) {
    const expected = Object.entries(fields).map(([name, index]) => [name, 4 * index] as const);
    assert.deepEqual(numbers(source, namespace), { ...Object.fromEntries(expected), bytes: 4 * structureFields });
  }
  assert.deepEqual(numbers(source, "Color"), Color);
  const table = kernel("table");
  assert.deepEqual(numbers(table, "TableKind"), TableKind);
  const bits = Number(/lookupBits: u64 = (\d+)/.exec(table)![1]);
  assert.equal(tableBytes, 4 * 2 ** bits + 2 * 17 * 4 + 256);
});
