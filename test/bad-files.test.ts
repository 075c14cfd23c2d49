import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { compose, normalize, randomResizedCrop } from "@millrace/core/image";
import {
  type BadSampleReport,
  DataLoader,
  fromModule,
  imageFile,
  type LintProgress,
  lint,
  verifyResume,
} from "millrace";
import type { paths } from "./fixtures/paths.ts";
import { badFiles, goodFile } from "./helpers/bad-files.ts";
import { digestEpochs } from "./helpers/digest.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(2);

/** libvips keeps its messages in one place for all threads, so what it says of a file is not always of that file. */
const inOwnWords = ({ samples, beyond }: BadSampleReport) => ({
  beyond,
  samples: samples.map((sample) => ({ ...sample, reason: sample.reason.replace(/(damaged): .*/s, "$1") })),
});

describe("files that are called like images and are none", async () => {
  const folder = temporaryFolder();
  const bad = await badFiles(folder);
  // A bad one comes first, and after every second good one.
  const files: string[] = [];
  const good: string[] = [];
  for (const { path } of bad) {
    const two = [await goodFile(folder, 2 * files.length), await goodFile(folder, 2 * files.length + 1)];
    good.push(...two);
    files.push(path, ...two);
  }
  const here = () => ({ length: files.length, get: (i: number) => ({ image: imageFile(files[i] as string) }) });
  const inWorkers = () =>
    fromModule<{ paths: typeof paths }>(new URL("./fixtures/paths.ts", import.meta.url), "paths", { files });
  const transform = () => compose([randomResizedCrop(16), normalize()]);
  const options = { batchSize: 4, shuffle: true, seed: 8, maxErrorRate: 1 } as const;

  /** Holds the threads that all loaders of the file share. */
  const keeper = new DataLoader({ length: 1, get: (value) => ({ value }) }, { batchSize: 1, workers: 2 });
  before(() => keeper.schema());
  after(() => keeper.close());

  /** What a report says of a file. */
  const assertAll = ({
    samples,
    beyond,
  }: Pick<BadSampleReport, "beyond"> & { samples: BadSampleReport["samples"] }) => {
    assert.equal(beyond, 0);
    for (const { path, stage, reason } of bad) {
      const found = samples.filter((sample) => sample.path === path);
      assert.ok(found.length > 0, path);
      for (const sample of found) {
        assert.equal(files[sample.index], path);
        assert.equal(sample.stage, stage, path);
        assert.match(sample.reason, reason);
      }
    }
  };

  test("skip leaves each of them out, wherever the dataset is read, with the same bytes and the same report", async () => {
    await using calm = new DataLoader(here(), { ...options, onError: "skip", workers: 0, transform: transform() });
    const expected = await digestEpochs(calm, 2);
    assertAll(calm.report());
    assert.equal(calm.stats().skipped, 2 * bad.length);
    assert.equal(calm.stats().samples, 2 * good.length);
    for (const dataset of [here(), inWorkers()]) {
      await using loader = new DataLoader(dataset, { ...options, onError: "skip", workers: 2, transform: transform() });
      assert.deepEqual(await digestEpochs(loader, 2), expected);
      assert.deepEqual(inOwnWords(loader.report()), inOwnWords(calm.report()));
    }
  });

  test("replace has a good one in every row, wherever the dataset is read, with the same bytes and the same report", async () => {
    await using calm = new DataLoader(here(), { ...options, onError: "replace", workers: 0, transform: transform() });
    const seen: number[][] = [];
    const expected = await digestEpochs(calm, 2);
    for (const dataset of [here(), inWorkers()]) {
      await using loader = new DataLoader(dataset, {
        ...options,
        onError: "replace",
        workers: 2,
        transform: transform(),
      });
      assert.deepEqual(await digestEpochs(loader, 2), expected);
      assert.deepEqual(inOwnWords(loader.report()), inOwnWords(calm.report()));
      for await (const { references, size, indices } of loader) {
        seen.push([...indices]);
        assert.equal(references.length, size);
        for (const { index } of references) assert.ok(good.includes(files[index] as string));
      }
      assert.equal(seen.splice(0).flat().length, files.length);
    }
    assertAll(calm.report());
  });

  for (const onError of ["skip", "replace"] as const) {
    test(`${onError} resumes exactly`, async () => {
      for (const [workers, dataset] of [
        [0, here()],
        [2, inWorkers()],
      ] as const) {
        await verifyResume(
          (resume) =>
            new DataLoader(dataset, {
              ...options,
              onError,
              workers,
              transform: transform(),
              ...(resume && { resume }),
            }),
          { every: 4 },
        );
      }
    });
  }

  test("lint lists all of them, with and without a transform, and says how far it is", async () => {
    for (const [dataset, workers] of [
      [here(), 0],
      [inWorkers(), 2],
    ] as const) {
      const heard: LintProgress[] = [];
      const report = await lint(dataset, { workers, progress: (report) => heard.push(report) });
      assertAll(report as never);
      assert.equal(report.bad, bad.length);
      assert.equal(report.tried, files.length);
      const whole = { task: "lint", done: files.length, total: files.length, unit: "samples", bad: bad.length };
      const [told, last] = heard.map(({ task, done, total, unit, bad }) => ({ task, done, total, unit, bad }));
      assert.deepEqual([told, last, heard.length], [whole, whole, 2]);
      assert.deepEqual(
        report.samples.map(({ index }) => files[index]),
        bad.map(({ path }) => path),
      );
      assert.equal(
        report.reasons.reduce((sum, { samples }) => sum + samples, 0),
        bad.length,
      );
      for (const { reason } of report.reasons) assert.ok(!reason.includes(folder), reason);
      const [field] = report.schema;
      assert.deepEqual([field?.name, field?.kind], ["image", "image"]);
    }
    const written: string[] = [];
    const progress = { write: (text: string) => written.push(text) };
    const report = await lint(here(), { workers: 2, transform: transform(), listed: 3, progress });
    const line = new RegExp(`^lint {2}${files.length}/${files.length} samples \\(100 %\\).* {2}${bad.length} bad\n$`);
    assert.match(written.at(-1) as string, line);
    assert.deepEqual([report.bad, report.samples.length, report.beyond], [bad.length, 3, bad.length - 3]);
  });

  test("lint tells of its progress by the 64 samples, and where it stood when it was ended", async () => {
    const length = 150;
    const get = (value: number) => {
      if (value >= 140) throw new Error("too far");
      return { value };
    };
    const told: [number, number][] = [];
    await lint({ length, get }, { workers: 0, progress: ({ done, bad }) => told.push([done, bad]) });
    assert.deepEqual(told, [
      [64, 0],
      [128, 0],
      [150, 10],
      [150, 10],
    ]);

    const ended = new AbortController();
    const until: number[] = [];
    const progress = ({ done }: LintProgress) => {
      until.push(done);
      ended.abort(new Error("enough"));
    };
    await assert.rejects(lint({ length, get }, { workers: 0, signal: ended.signal, progress }), /enough/);
    assert.deepEqual(until, [64, 64]);
    await assert.rejects(
      lint({ length, get }, { progress: 3 as never }),
      /lint: progress must be a function of a report, or a stream/,
    );
  });
});
