import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FileMemory } from "../src/decode/file-memory.ts";
import { temporaryFolder } from "./helpers/photographs.ts";

const folder = temporaryFolder();

function file(name: string, length: number, seed: number) {
  const path = join(folder, name);
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + seed) >>> 3);
  writeFileSync(path, bytes);
  return { path, bytes };
}

test("files stay as they were read until the memory is cleared, also when it had to grow", () => {
  const memory = new FileMemory();
  const files = [7, 300_000, 0, 300_000, 2_500_000, 100].map((length, i) => file(`grow-${i}`, length, i));
  const read = files.map(({ path }) => memory.read(path));
  for (const [i, { bytes }] of files.entries())
    assert.equal(Buffer.compare(bytes, read[i] as Uint8Array), 0, `file ${i}`);
});

test("a cleared memory is used again", () => {
  const memory = new FileMemory();
  const { path, bytes } = file("again", 50_000, 3);
  const first = memory.read(path);
  memory.clear();
  const second = memory.read(path);
  assert.equal(second.buffer, first.buffer);
  assert.equal(second.byteOffset, first.byteOffset);
  assert.equal(Buffer.compare(second, bytes), 0);
  const before = memory.bytes;
  for (let i = 0; i < 100; i++) {
    memory.read(path);
    memory.clear();
  }
  assert.equal(memory.bytes, before);
});

test("memory that one huge file took is not kept", () => {
  const memory = new FileMemory();
  const { path } = file("huge", 34_000_000, 1);
  assert.equal(memory.read(path).length, 34_000_000);
  memory.clear();
  assert.equal(memory.bytes, 0);
});

test("a file that is not there, and a folder, are the file system's errors", () => {
  const memory = new FileMemory();
  assert.throws(() => memory.read(join(folder, "none")), { code: "ENOENT" });
  assert.throws(() => memory.read(folder), { code: "EISDIR" });
});
