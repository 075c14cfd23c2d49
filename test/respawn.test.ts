import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { userModule } from "./helpers/user-module.ts";

/** A dataset of which every third sample kills the worker that comes to it first. */
const deadly = () =>
  userModule(`
    import { existsSync, writeFileSync } from "node:fs";
    export const deadly = ({ folder, length }) => ({ length, get: (value) => {
      const marker = folder + "/" + value;
      if (value % 3 === 1 && !existsSync(marker)) { writeFileSync(marker, ""); process.exit(1); }
      return { value };
    } });`);

test("workers that are replaced leave no thread, no port and no memory behind", async () => {
  const folder = temporaryFolder();
  // Ten times as many by hand: the number is the script's argument.
  const script = `
    import { readdirSync } from "node:fs";
    import { setTimeout as wait } from "node:timers/promises";
    import { DataLoader, fromModule } from "millrace";
    process.removeAllListeners("warning");
    process.on("warning", () => {});
    const deaths = Number(process.argv[2]);
    const kinds = () => {
      const counts = {};
      for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    };
    const threads = () => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);
    const load = async (length, folder) => {
      const dataset = fromModule(new URL(${JSON.stringify(deadly().href)}), "deadly", { folder, length });
      await using loader = new DataLoader(dataset, { batchSize: 1, workers: 2 });
      let rows = 0;
      for await (const batch of loader) rows += batch.size;
      return { rows, replaced: loader.stats().replacedWorkers };
    };
    const keeper = new DataLoader({ length: 1, get: (value) => ({ value }) }, { batchSize: 1, workers: 2 });
    await keeper.schema();
    const measure = async () => {
      await wait(200);
      globalThis.gc();
      return { kinds: kinds(), threads: threads(), heap: process.memoryUsage().heapUsed };
    };
    await load(2, process.argv[3]);
    const before = await measure();
    const done = await load(3 * deaths, process.argv[3]);
    const after = await measure();
    await keeper.close();
    console.log(JSON.stringify({ before, after, ...done }));
  `;
  const deaths = 20;
  const { stdout, stderr, code } = await runScript(folder, script, [`${deaths}`, folder], ["--expose-gc"]);
  assert.equal(code, 0, stderr);
  const { before, after, rows, replaced } = JSON.parse(stdout);
  assert.equal(rows, 3 * deaths);
  assert.ok(replaced >= deaths, `${replaced}`);
  // Something of the first loader may still be on its way when it is looked at first.
  for (const [kind, count] of Object.entries(after.kinds) as [string, number][]) {
    assert.ok(count <= (before.kinds[kind] ?? 0), `${count} of ${kind} more than ${JSON.stringify(before.kinds)}`);
  }
  assert.ok(after.threads <= before.threads, `${after.threads} threads, ${before.threads} before`);
  assert.ok(after.heap - before.heap < 1e6 + deaths * 20e3, `${after.heap - before.heap} bytes more`);
});

test("a worker whose heap is full is replaced, and the stream does not change", async () => {
  const folder = temporaryFolder();
  const url = userModule(`
    import { existsSync, writeFileSync } from "node:fs";
    export const greedy = ({ folder }) => (sample) => {
      if (sample.value !== 5 || existsSync(folder + "/died")) return sample;
      writeFileSync(folder + "/died", "");
      const kept = [];
      for (;;) kept.push(new Array(1e5).fill({}));
    };`);
  const { stdout, stderr, code } = await runScript(
    folder,
    `
    import { DataLoader, fromModule } from "millrace";
    process.on("warning", ({ code, message }) => { if (code === "MILLRACE_WORKER_DIED") console.log(message); });
    const transform = fromModule(new URL(${JSON.stringify(url.href)}), "greedy", { folder: process.argv[2] });
    await using loader = new DataLoader({ length: 12, get: (value) => ({ value }) }, { batchSize: 4, workers: 1, transform });
    const seen = [];
    for await (const batch of loader) seen.push(...batch.value.data);
    console.log(seen.join(" "), loader.stats().replacedWorkers);
    `,
    [folder],
    ["--max-old-space-size=200"],
  );
  assert.equal(code, 0, stderr);
  const lines = stdout.trim().split("\n");
  assert.equal(lines.length, 2, stdout + stderr);
  assert.match(lines[0] ?? "", /^a worker died \(.*memory.*\) while it made batch/);
  assert.equal(lines[1], "0 1 2 3 4 5 6 7 8 9 10 11 1");
});
