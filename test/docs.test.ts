import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { factories } from "../packages/core/test/helpers/factories.ts";
import { documents } from "../scripts/docs/pages.ts";

const folder = new URL("../docs/transforms/", import.meta.url);

test("the pages of transforms say and show what the transforms are today", async () => {
  const files = await documents();
  const stale = files.filter((file) => {
    const url = new URL(file.name, folder);
    if (!existsSync(url)) return true;
    // The pages hold digests of their pictures' pixels; how those are encoded depends on the encoder.
    return "text" in file && readFileSync(url, "utf8") !== file.text;
  });
  assert.deepEqual(
    stale.map(({ name }) => name),
    [],
    "run `npx --yes pnpm@12 document`",
  );
  const names = new Set(files.map(({ name }) => name));
  const kept = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  assert.deepEqual(
    kept.filter((name) => name.includes(".") && !names.has(name)),
    [],
    "pages of what is gone",
  );
  const without = factories.filter(([name]) => !names.has(`${name}.md`)).map(([name]) => name);
  assert.deepEqual(without.sort(), ["compose", "oneOf", "perFrame", "randomApply", "randomOrder", "someOf", "views"]);
});
