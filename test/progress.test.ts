import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DataLoader, OptionError, type ProgressReport, progress } from "millrace";
import { lineOf, ProgressLine } from "../src/progress/line.ts";
import { PaceWindow } from "../src/progress/window.ts";

const numbers = { length: 10, get: (value: number) => ({ value }) };
const report: ProgressReport = {
  ...{ epoch: 3, batches: 120, total: 500, samplesPerSecond: 3120.4, secondsLeft: 41.2, waited: 0.012 },
};

describe("the pace is that of the window", () => {
  test("and forgets what was before it", () => {
    const pace = new PaceWindow(2);
    pace.add({ at: 0, batches: 0, samples: 0, waited: 0 });
    assert.deepEqual(pace.pace, { samplesPerSecond: 0, batchesPerSecond: 0, waited: 0 });
    pace.add({ at: 1000, batches: 1, samples: 10, waited: 1000 });
    assert.deepEqual(pace.pace, { samplesPerSecond: 10, batchesPerSecond: 1, waited: 1 });
    pace.add({ at: 2000, batches: 11, samples: 110, waited: 1000 });
    pace.add({ at: 3000, batches: 21, samples: 210, waited: 1500 });
    assert.deepEqual(pace.pace, { samplesPerSecond: 100, batchesPerSecond: 10, waited: 0.25 });
    pace.add({ at: 63_000, batches: 22, samples: 216, waited: 1500 });
    assert.equal(pace.pace.samplesPerSecond, 0.1, "a batch that takes longer than the window has a pace too");
  });
});

describe("a line", () => {
  test("says where the loop stands", () => {
    assert.equal(lineOf(report), "epoch 3  120/500 batches (24 %)  3,120 samples/s  0:42 left  waited 1.2 %");
    assert.equal(
      lineOf({ epoch: 0, batches: 7, samplesPerSecond: 0.4, waited: 0 }),
      "epoch 0  7 batches  0 samples/s  waited 0.0 %",
    );
    assert.match(lineOf({ ...report, secondsLeft: 3723 }), /1:02:03 left/);
  });

  test("changes in a terminal, ten times a second at most, and stays at the end", () => {
    const written: string[] = [];
    const line = new ProgressLine({ isTTY: true, write: (text) => written.push(text) });
    for (let at = 0; at < 250; at += 10) line.update(report, at);
    assert.equal(written.length, 3);
    line.end(report);
    assert.equal(written[0], `\r${lineOf(report)}\u001b[K`);
    assert.deepEqual(written.slice(3), [`\r${lineOf(report)}\u001b[K`, "\n"]);
  });

  test("comes now and then in a pipe", () => {
    const written: string[] = [];
    const line = new ProgressLine({ write: (text) => written.push(text) });
    for (let at = 0; at < 61_000; at += 1000) line.update(report, at);
    line.end(report);
    assert.deepEqual(
      written,
      Array.from({ length: 4 }, () => `${lineOf(report)}\n`),
    );
  });
});

describe("progress", () => {
  test("is the loop over the loader, with a report after each batch and at the end", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
    const reports: ProgressReport[] = [];
    const seen: number[] = [];
    for await (using batch of progress(loader, { to: (report) => reports.push(report) })) {
      seen.push(...batch.value.data);
      await wait(5);
    }
    assert.deepEqual(seen, [...Array(10).keys()]);
    assert.deepEqual(
      reports.map(({ epoch, batches, total }) => [epoch, batches, total]),
      [
        [0, 1, 3],
        [0, 2, 3],
        [0, 3, 3],
        [0, 3, 3],
      ],
    );
    const last = reports.at(-1) as ProgressReport;
    assert.equal(last.secondsLeft, 0);
    // Three steps of 5 ms at the least: no more than 10 samples in 15 ms.
    assert.equal(last.samplesPerSecond > 0 && last.samplesPerSecond <= 10 / 0.0149, true);
    assert.equal(last.waited >= 0 && last.waited < 1, true);
    assert.equal(loader.epoch, 1);
  });

  test("after a resume counts from there, and its pace is of what it saw", async () => {
    const resume = { version: 1, seed: 0, epoch: 2, batch: 8 } as const;
    await using loader = new DataLoader(numbers, { batchSize: 1, workers: 0, resume });
    const reports: ProgressReport[] = [];
    for await (const _ of progress(loader, { to: (report) => reports.push(report) })) await wait(20);
    assert.deepEqual(
      reports.map(({ epoch, batches }) => [epoch, batches]),
      [
        [2, 9],
        [2, 10],
        [2, 10],
      ],
    );
    assert.equal((reports[0] as ProgressReport).samplesPerSecond <= 1 / 0.0199, true);
  });

  test("break and errors end the loop and the line, and an iterable has no end", async () => {
    const open = async function* () {
      for (let value = 0; ; value++) yield { value };
    };
    await using loader = new DataLoader(open, { batchSize: 2, workers: 0 });
    const written: string[] = [];
    for await (const batch of progress(loader, { to: { write: (text) => written.push(text) } })) {
      if (batch.number === 2) break;
    }
    assert.equal(loader.epoch, 1);
    assert.match(written.at(-1) ?? "", /^epoch 0 {2}2 batches {2}[\d,]+ samples\/s {2}waited/);
    await assert.rejects(async () => {
      for await (const _ of progress(loader, { to: { write: () => {} } })) throw new Error("mine");
    }, /mine/);
    assert.equal(loader.epoch, 2);
  });

  test("options are checked when it is called", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
    assert.throws(() => progress(loader, { window: 0 }), OptionError);
    assert.throws(() => progress(loader, { to: 3 as never }), /to must be a function or have a write, got 3/);
  });
});
