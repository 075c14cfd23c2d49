import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";

/** What a busy machine may take to end a process; one that something keeps stays until it is killed. */
const soon = 15_000;

describe("a process ends by itself", async () => {
  const photographs = await photographFolder(24, 2);
  const folder = temporaryFolder();
  const prelude = `
    import { DataLoader, imageFolder } from "millrace";
    import { normalize, compose, resize } from "@millrace/core/image";
    const transform = compose([resize([32, 32]), normalize()]);
    const controller = new AbortController();
    const options = { batchSize: 2, workers: 2, seed: 1, transform, signal: controller.signal };
    const loader = new DataLoader(imageFolder(${JSON.stringify(photographs)}), options);
  `;
  const endings = {
    "after the last batch": "for await (const batch of loader); console.log('left');",
    "after break": "for await (const batch of loader) break; console.log('left');",
    "after break, twice":
      "for await (const batch of loader) break; for await (const batch of loader) break; console.log('left', loader.epoch);",
    "after a thrown error":
      "try { for await (const batch of loader) throw new Error('mine'); } catch (error) { console.log('left', error.message); }",
    "after close inside of the loop":
      "try { for await (const batch of loader) await loader.close(); } catch (error) { console.log('left', error.message); }",
    "after abort":
      "setTimeout(() => controller.abort(new Error('enough')), 1); try { for (;;) for await (const batch of loader); } catch (error) { console.log('left', error.message); }",
    "after await using": "{ await using mine = loader; for await (const batch of mine) break; } console.log('left');",
    "with an iterator that was let go": "await loader[Symbol.asyncIterator]().next(); console.log('left');",
    "without a loop": "console.log('left');",
  };
  for (const [name, ending] of Object.entries(endings)) {
    test(name, async () => {
      const result = await runScript(folder, prelude + ending);
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stdout, /^left/);
      assert.equal(result.stderr, "");
      assert.ok(result.exitDelay < soon, `it took ${result.exitDelay} ms to exit`);
    });
  }

  test("close leaves no worker and no promise that waits", async () => {
    const result = await runScript(
      folder,
      `${prelude}
      const iterator = loader[Symbol.asyncIterator]();
      await iterator.next();
      const waiting = Promise.allSettled(Array.from({ length: 20 }, () => iterator.next()));
      await loader.close();
      await loader.close();
      const settled = await waiting;
      const workers = process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name));
      console.log(JSON.stringify({ settled: settled.length, workers, bytes: loader.stats().bytes.recycled }));
      try { loader[Symbol.asyncIterator](); } catch (error) { console.log(error.message); }
    `,
    );
    assert.equal(result.stdout, '{"settled":20,"workers":[],"bytes":0}\nthis loader was closed\n', result.stderr);
  });

  test("close does not wait for a dataset that never answers", async () => {
    const dataset = join(folder, "endless.mjs");
    writeFileSync(
      dataset,
      "export const endless = () => ({ length: 100, get: (i) => { while (i >= 4); return { value: i }; } });",
    );
    const result = await runScript(
      folder,
      `import { DataLoader, fromModule } from "millrace";
      const loader = new DataLoader(fromModule(${JSON.stringify(pathToFileURL(dataset).href)}, "endless"), { batchSize: 2, workers: 1 });
      const iterator = loader[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
      const waits = new Promise((resolve) => setTimeout(resolve, 10_000, "waits"));
      console.log(await Promise.race([loader.close().then(() => "closed"), waits]));
      process.exit();
    `,
    );
    assert.equal(result.stdout, "closed\n", result.stderr);
  });
});
