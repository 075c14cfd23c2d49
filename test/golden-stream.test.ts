import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Frozen: a change of a default, of a key or of a kernel's bytes shows here. `pnpm test:versions` runs it on Node 20 to 26. */
const golden = "bcb648fec40a4bf7a445e98659fdb833e5163249fb0c710a4bc60d85d9be6172";

test("the golden stream of three epochs has not changed", () => {
  const stream = fileURLToPath(new URL("./versions/stream.ts", import.meta.url));
  const register = new URL("../register.mjs", import.meta.url).href;
  const output = execFileSync(process.execPath, ["--import", register, stream], { encoding: "utf8" });
  assert.equal(JSON.parse(output).digest, golden);
});
