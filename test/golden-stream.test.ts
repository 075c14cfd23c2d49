import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Frozen: a change of a default, of a key or of a kernel's bytes shows here. `pnpm test:versions` runs it on Node 20 to 26. */
const golden = "d52ef99303125d910eb930e1870aba00ec5be24efd9847d936a2db7343fbe9ab";

test("the golden stream of three epochs has not changed", () => {
  const stream = fileURLToPath(new URL("./versions/stream.ts", import.meta.url));
  const register = new URL("../register.mjs", import.meta.url).href;
  const output = execFileSync(process.execPath, ["--import", register, stream], { encoding: "utf8" });
  assert.equal(JSON.parse(output).digest, golden);
});
