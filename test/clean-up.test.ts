import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { DataLoader } from "millrace";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { workerDataset } from "./helpers/user-module.ts";

const folder = temporaryFolder();

/** Runs a program that must end well: any unhandled rejection ends it with code 1. */
async function run(source: string) {
  const { code, stdout, stderr } = await runScript(folder, `import { DataLoader } from "millrace";\n${source}`);
  return { code, said: stdout.trim().split("\n"), stderr };
}

describe("what a dataset throws at its end", () => {
  const generator = `
    const dataset = async function* () {
      try { for (let value = 0; ; value++) yield { value }; } finally { throw new Error("at the end"); }
    };
    const loader = new DataLoader(dataset, { batchSize: 1, workers: 1, prefetch: 2 });`;

  test("close rejects with it, after the workers have ended", async () => {
    const { code, said, stderr } = await run(`${generator}
      await loader[Symbol.asyncIterator]().next();
      const closing = loader.close();
      await closing.catch(({ message }) => console.log("close:", message));
      await new Promise((resolve) => setTimeout(resolve, 50));
      console.log(process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)).length);`);
    assert.deepEqual({ code, said, stderr }, { code: 0, said: ["close: at the end", "0"], stderr: "" });
  });

  test("close rejects with it, even where plans are waited for meanwhile", async () => {
    const { code, said, stderr } = await run(`
      let slow = false;
      const dataset = async function* () {
        try { for (let value = 0; ; value++) yield { value }; } finally { throw new Error("at the end"); }
      };
      const transform = async (sample) => {
        if (slow) await new Promise((resolve) => setTimeout(resolve, 100));
        return sample;
      };
      const loader = new DataLoader(dataset, { batchSize: 1, workers: 0, prefetch: 2, transform });
      const iterator = loader[Symbol.asyncIterator]();
      await iterator.next();
      slow = true;
      await iterator.next();
      await loader.close().catch(({ message }) => console.log("close:", message));`);
    assert.deepEqual({ code, said, stderr }, { code: 0, said: ["close: at the end"], stderr: "" });
  });

  test("so does leaving the loop; what the loop itself threw comes first", async () => {
    const { code, said, stderr } = await run(`${generator}
      try { for await (const batch of loader) break; } catch ({ message }) { console.log("break:", message); }
      try { for await (const batch of loader) throw new Error("mine"); } catch ({ message }) { console.log("throw:", message); }
      await loader.close();
      console.log("closed");`);
    assert.deepEqual(
      { code, said, stderr },
      { code: 0, said: ["break: at the end", "throw: mine", "closed"], stderr: "" },
    );
  });

  test("an abort has nobody to tell, so it warns; close tells again", async () => {
    const { code, said, stderr } = await run(`
      const controller = new AbortController();
      const dataset = {
        length: 9,
        get: (value) => ({ value }),
        [Symbol.asyncDispose]: async () => { throw new Error("not today"); },
      };
      const loader = new DataLoader(dataset, { batchSize: 1, workers: 0, signal: controller.signal });
      await loader[Symbol.asyncIterator]().next();
      process.on("warning", ({ code, message }) => console.log(code, message));
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await loader.close().catch(({ message }) => console.log("close:", message));`);
    assert.equal(code, 0, stderr);
    assert.deepEqual(said, [
      "MILLRACE_CLEAN_UP the end of a dataset failed, after everything else had ended: not today",
      "close: not today",
    ]);
  });

  test("an error of the stream is the one that the loop gets, the end's is a warning", async () => {
    const { code, said } = await run(`
      const dataset = () => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: { value: () => 3 } }),
          return: async () => { throw new Error("at the end"); },
        }),
      });
      const loader = new DataLoader(dataset, { batchSize: 1, workers: 1 });
      process.on("warning", ({ code, message }) => console.log(code, message.split(": ")[1]));
      try { for await (const batch of loader); } catch ({ message }) { console.log(/sent to a worker/.test(message)); }
      await loader.close();`);
    assert.deepEqual({ code, said: said.toSorted() }, { code: 0, said: ["MILLRACE_CLEAN_UP at the end", "true"] });
  });

  test("several errors come together", async () => {
    const dataset = workerDataset(
      `() => ({
        length: 8,
        get: (value) => ({ value }),
        async [Symbol.asyncDispose]() { throw new Error(isMainThread ? "here" : "there"); },
      })`,
    );
    const loader = new DataLoader(dataset, { batchSize: 8, workers: 1 });
    for await (const _ of loader);
    const together = ({ errors }: AggregateError) => {
      assert.deepEqual(
        errors.map(({ message }) => message),
        ["there", "here"],
      );
      return true;
    };
    await assert.rejects(loader.close(), together);
    await assert.rejects(loader.close(), together, "it is one end, whoever asks");
  });
});

describe("a dataset in a worker is disposed of with its loader", () => {
  const factory = `({ log, answer }) => ({
    length: 8,
    get: (value) => ({ value }),
    async [Symbol.asyncDispose]() {
      if (isMainThread) return;
      appendFileSync(log, "begun\\n");
      await wait(30);
      if (answer === "never") await new Promise(() => {});
      if (answer === "throws") throw new RangeError("the disk is full");
      appendFileSync(log, "done\\n");
    },
  })`;
  const lines = (log: string) => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);

  test("before the workers end, in each that opened it", async () => {
    const log = join(folder, "each");
    const loader = new DataLoader(workerDataset(factory, { log }), { batchSize: 1, workers: 2 });
    for await (const _ of loader);
    assert.deepEqual(lines(log), [], "not at the end of an epoch");
    await loader.close();
    const said = lines(log);
    assert.equal(said.filter((line) => line === "begun").length, said.filter((line) => line === "done").length);
    assert.equal(said.includes("done"), true);
  });

  test("while another loader goes on with the same workers", async () => {
    const log = join(folder, "shared");
    await using other = new DataLoader(workerDataset(factory, { log: join(folder, "others") }), {
      batchSize: 1,
      workers: 1,
    });
    const iterator = other[Symbol.asyncIterator]();
    await iterator.next();
    const loader = new DataLoader(workerDataset(factory, { log }), { batchSize: 1, workers: 1 });
    for await (const _ of loader) break;
    await loader.close();
    assert.deepEqual(lines(log), ["begun", "done"]);
    assert.equal((await iterator.next()).done, false);
    assert.deepEqual(lines(join(folder, "others")), []);
    await iterator.return?.();
  });

  test("what it throws is what close rejects with", async () => {
    const log = join(folder, "throws");
    const loader = new DataLoader(workerDataset(factory, { log, answer: "throws" }), { batchSize: 8, workers: 1 });
    for await (const _ of loader);
    await assert.rejects(
      loader.close(),
      (error: Error) => error instanceof RangeError && error.message === "the disk is full",
    );
  });

  test("one that never answers is not waited for", async () => {
    const log = join(folder, "never");
    const loader = new DataLoader(workerDataset(factory, { log, answer: "never" }), { batchSize: 8, workers: 1 });
    for await (const _ of loader);
    await loader.close();
    assert.deepEqual(lines(log), ["begun"]);
  });
});
