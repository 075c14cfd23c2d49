import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Comparison, type Delivered } from "../bench/soak/tape.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const broken = new URL("fixtures/soak/broken-loader.mts", import.meta.url).href;

/** A soak of one configuration until 50 faults; what it says of batches, by name. */
async function soak(
  nodeOptions: readonly string[],
): Promise<{ code: number | null; counts: Map<string, number>; text: string }> {
  const soaked = ["bench/soak.ts", "--only", "shuffled in blocks", "--faults", "50", "--seconds", "60"];
  const child = spawn(process.execPath, ["--import", "./register.mjs", ...nodeOptions, ...soaked], { cwd: root });
  let text = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const counts = new Map<string, number>();
  for (const [, name, count] of text.matchAll(/^\| \**([a-z ]+?)\** \| ([\d,]+) \|$/gm)) {
    counts.set(name as string, Number((count as string).replaceAll(",", "")));
  }
  return { code, counts, text: text + errors };
}

test("a soak of this loader: nothing is lost, duplicated, changed or in another order", async () => {
  const { code, counts, text } = await soak([]);
  assert.equal(code, 0, text);
  for (const name of ["lost", "duplicated", "changed", "in another order", "errors that no fault explains"])
    assert.equal(counts.get(name), 0, text);
  assert.ok((counts.get("faults") as number) >= 50, text);
  assert.ok((counts.get("resumes") as number) >= 20, text);
  const sum = (...faults: string[]) => faults.reduce((total, fault) => total + (counts.get(fault) ?? 0), 0);
  assert.ok(sum("get throws", "get rejects late", "WASM trap") > 0, text);
  assert.ok(sum("break", "error in the body", "close in mid-batch") > 0, text);
});

test("a soak of a broken loader says what is wrong, and its exit code is 1", async () => {
  const { code, counts, text } = await soak(["--import", broken]);
  assert.equal(code, 1, text);
  for (const name of ["lost", "duplicated", "changed"]) assert.ok((counts.get(name) as number) > 0, text);
});

test("what the comparison of a shaken run with a quiet one finds", () => {
  const tape = Array.from({ length: 6 }, (_, place): Delivered => {
    return { epoch: place < 3 ? 0 : 1, number: place % 3, digest: `${place}` };
  });
  const compared = (places: readonly (number | Delivered)[]) => {
    const comparison = new Comparison(tape);
    for (const place of places) comparison.add(typeof place === "number" ? (tape[place] as Delivered) : place);
    return Object.values(comparison.end());
  };
  // lost, duplicated, changed, misplaced
  assert.deepEqual(compared([0, 1, 2, 3, 4, 5]), [0, 0, 0, 0]);
  assert.deepEqual(compared([0, 1, 3, 4]), [2, 0, 0, 0]);
  assert.deepEqual(compared([0, 1, 2, 2, 3, 4, 5]), [0, 1, 0, 0]);
  assert.deepEqual(compared([0, 2, 1, 3, 4, 5]), [0, 0, 0, 1]);
  assert.deepEqual(compared([0, 1, 2, 3, 4, 5, { epoch: 1, number: 3, digest: "6" }]), [0, 0, 0, 1]);
  assert.deepEqual(compared([0, { epoch: 0, number: 1, digest: "other" }, 2, 3, 4, 5]), [0, 0, 1, 0]);
});
