import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";

describe("a loader that is let go without close gives back what it holds", () => {
  const folder = temporaryFolder();
  // Batches of 9 MB wait in ports when the loop is over or left; each round makes a loader of its own.
  const rounds = 10;
  const prelude = `
    import { DataLoader, pixels } from "millrace";
    import { compose, normalize, resize } from "@millrace/core/image";
    const image = pixels(new Uint8Array(30000).fill(1), 100, 100);
    const dataset = { length: 12, get: () => ({ image }) };
    const transform = compose([resize([500, 500]), normalize()]);
    const { signal } = new AbortController();
    const options = { batchSize: 3, workers: 2, transform };
    const collect = async () => {
      for (let i = 0; i < 4; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    // Without those that were there before: what runs TypeScript has one of its own.
    const others = process.report.getReport().workers.length;
    const threads = () => process.report.getReport().workers.length - others;
    async function keeper() {
      const loader = new DataLoader(dataset, options);
      for await (const batch of loader);
      return loader;
    }
    const loaders = [];
    const living = () => loaders.filter((loader) => loader.deref() !== undefined).length;
  `;
  const endings = {
    "after an epoch, its batches released":
      "const loader = new DataLoader(dataset, options); for await (using batch of loader); return loader;",
    "after an epoch, made with a signal that lives on":
      "const loader = new DataLoader(dataset, { ...options, signal }); for await (using batch of loader); return loader;",
    "with an iterator in the middle of an epoch":
      "const loader = new DataLoader(dataset, { ...options, signal }); await loader[Symbol.asyncIterator]().next(); return loader;",
    "after break":
      "const loader = new DataLoader(dataset, options); for await (using batch of loader) if (batch.number === 1) break; return loader;",
  };
  for (const [name, round] of Object.entries(endings)) {
    test(name, async () => {
      const result = await runScript(
        folder,
        `${prelude}
        async function round() { ${round} }
        // It keeps the threads meanwhile.
        const keepers = [await keeper()];
        let level = 0;
        for (let i = 0; i < ${rounds}; i++) {
          loaders.push(new WeakRef(await round()));
          await collect();
          if (i === 1) level = process.memoryUsage.rss();
        }
        const grown = (process.memoryUsage.rss() - level) / 1e6;
        keepers.pop();
        for (let i = 0; i < 100 && threads() > 0; i++) await collect();
        console.log(JSON.stringify({ grown, living: living(), threads: threads() }));`,
        [],
        ["--expose-gc"],
      );
      assert.equal(result.stderr, "");
      const { grown, living, threads } = JSON.parse(result.stdout);
      assert.deepEqual({ living, threads }, { living: 0, threads: 0 });
      assert.equal(grown < 60, true, `${rounds - 2} loaders grew the process by ${grown} MB`);
    });
  }

  test("one that is waited for is kept: an abort reaches it, even where the dataset is silent and holds nothing", async () => {
    const result = await runScript(
      folder,
      `${prelude}
      const controller = new AbortController();
      const silent = { length: 4, get: () => new Promise(() => {}) };
      const loop = async () => { for await (const batch of new DataLoader(silent, { batchSize: 1, workers: 0, signal: controller.signal })); };
      const ended = loop().catch((error) => console.log("rejected:", error.message));
      await collect();
      controller.abort(new Error("enough"));
      await ended;`,
      [],
      ["--expose-gc"],
    );
    assert.deepEqual([result.code, result.stdout, result.stderr], [0, "rejected: enough\n", ""]);
  });
});
