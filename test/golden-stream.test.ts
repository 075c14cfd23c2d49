import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Frozen: a change of a default, of a key or of a kernel's bytes shows here. `pnpm test:versions` runs it on Node 20 to 26. */
const golden = "f4f5fb412720260afd7ca3bd9fcf73c3c188ba6344ec44589581ddbd11cbbeb9";

test("the golden stream of three epochs has not changed", () => {
  const stream = fileURLToPath(new URL("./versions/stream.ts", import.meta.url));
  const register = new URL("../register.mjs", import.meta.url).href;
  const output = execFileSync(process.execPath, ["--import", register, stream], { encoding: "utf8" });
  assert.equal(JSON.parse(output).digest, golden);
});
