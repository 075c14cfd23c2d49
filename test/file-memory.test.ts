import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FileMemory } from "../src/decode/file-memory.ts";
import { temporaryFolder } from "./helpers/photographs.ts";

const folder = temporaryFolder();

function file(name: string, length: number, seed: number) {
  const path = join(folder, name);
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + seed) >>> 3);
  // Of a large file only the beginning is read unless it is that of an image.
  bytes.set([0xff, 0xd8, 0xff].slice(0, length));
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

test("a file that is not there is the file system's error, a folder is refused", () => {
  const memory = new FileMemory();
  assert.throws(() => memory.read(join(folder, "none")), { code: "ENOENT" });
  assert.throws(() => memory.read(folder), /this is a folder, not a file/);
});

test("of a large file that is no image the beginning is read, and no more", () => {
  const memory = new FileMemory();
  const path = join(folder, "sparse.jpg");
  writeFileSync(path, "");
  truncateSync(path, 200e6);
  const start = memory.read(path);
  assert.equal(start.length, 1024 * 1024);
  assert.ok(memory.bytes < 4e6, `${memory.bytes} bytes were taken`);
});

test("a file of more bytes than are allowed is refused before it is read", () => {
  const memory = new FileMemory();
  const { path } = file("allowed", 3_000_000, 2);
  assert.throws(
    () => memory.read(path, 2_999_999),
    /3,000,000 bytes, and maxFileBytes allows 2,999,999; raise maxFileBytes/,
  );
  assert.equal(memory.bytes, 0);
  assert.equal(memory.read(path, 3_000_000).length, 3_000_000);
});

test("pipes and devices are refused at once, in this thread", { skip: process.platform === "win32" }, () => {
  const memory = new FileMemory();
  const pipe = join(folder, "pipe.jpg");
  execFileSync("mkfifo", [pipe]);
  for (const path of [pipe, "/dev/zero", "/dev/null"]) {
    assert.throws(() => memory.read(path), /this is a pipe, a device or a socket, not a file/, path);
  }
});

test("a file whose size the system does not say is read to its end", { skip: process.platform !== "linux" }, () => {
  const text = Buffer.from(new FileMemory().read("/proc/self/status")).toString("latin1");
  assert.match(text, /^Name:/);
  assert.match(text, /nonvoluntary_ctxt_switches/);
});
