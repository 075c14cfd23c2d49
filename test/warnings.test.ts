import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { OptionError, silence } from "millrace";
import { warningCodes } from "../src/warnings.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const sources = ["src", "packages/core/src", "packages/jpeg/src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file: join(folder, file), text: readFileSync(join(root, folder, file), "utf8") })),
);

describe("warnings", () => {
  test("are these, and each is given somewhere", () => {
    assert.deepEqual(Object.keys(warningCodes), [
      "MILLRACE_CACHE",
      "MILLRACE_CLEAN_UP",
      "MILLRACE_FIELD_NAME",
      "MILLRACE_FILTER",
      "MILLRACE_SHARD",
      "MILLRACE_SKIPPING",
      "MILLRACE_WORKER_BYTES",
      "MILLRACE_WORKER_DIED",
    ]);
    const text = sources.map((source) => source.text).join("\n");
    for (const code of Object.keys(warningCodes)) assert.match(text, new RegExp(`warn\\(\\s*"${code}"`), code);
  });

  test("come from one place, where they can be turned off", () => {
    const elsewhere = sources.filter(({ text }) => /emitWarning\(/.test(text)).map(({ file }) => file);
    assert.deepEqual(elsewhere, ["src/warnings.ts"]);
  });

  test("the architecture names each", () => {
    const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
    for (const code of Object.keys(warningCodes)) assert.equal(text.includes(`\`${code}\``), true, code);
  });

  test("a code that there is not is refused", () => {
    assert.throws(() => silence("MILLRACE_FILTERS" as never), OptionError);
    assert.throws(() => silence("" as never), /a code must be one of MILLRACE_CACHE, .*, got ""/);
  });

  const script = (first: string) => `
    import { DataLoader, filter, silence } from "millrace";
    ${first}
    await filter({ length: 200, get: (value: number) => ({ value }) }, ({ value }) => value === 0);
    await using loader = new DataLoader({ length: 1, get: () => ({ size: 3 }) }, { batchSize: 1, workers: 0 });
    for await (const _ of loader);
  `;
  const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ["all are given", "", [], ["MILLRACE_FIELD_NAME", "MILLRACE_FILTER"]],
    ["one is silenced", 'silence("MILLRACE_FILTER");', [], ["MILLRACE_FIELD_NAME"]],
    ["all are silenced", "silence();", [], []],
    ["one is turned off from outside", "", ["--disable-warning=MILLRACE_FIELD_NAME"], ["MILLRACE_FILTER"]],
  ];
  for (const [name, first, nodeOptions, expected] of cases) {
    test(name, async () => {
      const { code, stderr } = await runScript(temporaryFolder(), script(first), [], nodeOptions);
      assert.equal(code, 0, stderr);
      const codes = [...stderr.matchAll(/\[(MILLRACE_[A-Z_]+)\]/g)].map(([, one]) => one);
      assert.deepEqual(codes.sort(), expected, stderr);
    });
  }
});
