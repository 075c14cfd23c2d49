import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Frozen: a change of a default, of a key or of a kernel's bytes shows here. `pnpm test:versions` runs it on Node 20 to 26. */
const golden = "763fdcd8a14de10fe350effffd2cc5293d6c249ebebd7bd6f24b1ce0f613d83e";

test("the golden stream of three epochs has not changed", () => {
  const stream = fileURLToPath(new URL("./versions/stream.ts", import.meta.url));
  const register = new URL("../register.mjs", import.meta.url).href;
  const output = execFileSync(process.execPath, ["--import", register, stream], { encoding: "utf8" });
  assert.equal(JSON.parse(output).digest, golden);
});
