import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { compose, normalize, randomResizedCrop } from "@millrace/core/image";
import { type ColumnDataset, DataLoader, fromModule, imageFolder } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";

const deaths = {
  "process.exit": "process.exit(3)",
  "an error that nobody catches":
    "setImmediate(() => { throw new Error('out of the blue'); }); await new Promise(() => {})",
};

for (const [name, death] of Object.entries(deaths)) {
  test(`a worker that dies of ${name} is replaced, and the stream does not change`, async () => {
    const photographs = await photographFolder(12, 2);
    const folder = temporaryFolder();
    const marker = join(folder, "died");
    const file = join(folder, "dies-once.mjs");
    // Dies at one sample, the first time it comes there.
    writeFileSync(
      file,
      `import { existsSync, writeFileSync } from "node:fs";
       export const diesOnce = ({ marker }) => async (sample) => {
         if (sample.label.index === 1 && !existsSync(marker)) { writeFileSync(marker, ""); ${death}; }
         return sample;
       };`,
    );
    const steps = (marker: string) =>
      compose([
        fromModule<{ diesOnce: (options: { marker: string }) => (sample: object) => Promise<object> }>(
          pathToFileURL(file),
          "diesOnce",
          { marker },
        ),
        randomResizedCrop(16),
        normalize(),
      ]);
    const options = { batchSize: 2, shuffle: true, seed: 9 };
    writeFileSync(join(folder, "quiet"), "");
    await using calm = new DataLoader(imageFolder(photographs), {
      ...options,
      workers: 0,
      transform: steps(join(folder, "quiet")),
    });
    await using shaken = new DataLoader(imageFolder(photographs), { ...options, workers: 2, transform: steps(marker) });
    const expected = await digestEpochs(calm, 2);
    assert.deepEqual(await digestEpochs(shaken, 2), expected);
    assert.ok(shaken.stats().replacedWorkers > 0);
  });
}

test("a first sample that kills every worker is an error that names it", async () => {
  const photographs = await photographFolder(4, 2);
  const file = join(temporaryFolder(), "deadly.mjs");
  writeFileSync(file, "export const deadly = () => () => process.exit(1);");
  await using loader = new DataLoader(imageFolder(photographs), {
    batchSize: 2,
    workers: 1,
    transform: fromModule<{ deadly: () => () => object }>(pathToFileURL(file), "deadly"),
  });
  await assert.rejects(async () => {
    for await (const _ of loader);
  }, /the workers died 3 times in a row, each while it looked at sample 0, to know the loader's schema, with nothing beside it/);
});

test("a data set that ends its process ends workers only, also at the first sample", async () => {
  const file = join(temporaryFolder(), "ending.mjs");
  writeFileSync(file, "export const ending = () => ({ length: 4, get: () => process.exit(3) });");
  const dataset = fromModule<{ ending: () => { length: number; get: () => { value: number } } }>(
    pathToFileURL(file),
    "ending",
  );
  await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
  await assert.rejects(
    loader.schema(),
    /the workers died 3 times in a row, each while it looked at sample 0, to know the loader's schema/,
  );
});

test("a worker that dies while it reads columns is replaced, and the stream does not change", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "table.mjs");
  // Dies at one row, the first time it comes there in a batch; at another, in a second table, whenever it comes there.
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from "node:fs";
     export const table = ({ marker, always }) => ({ length: 40, readColumns(rows, { allocate }) {
       const dies = rows.length > 1 && (always ? rows.includes(21) : rows.includes(7) && !existsSync(marker));
       if (dies) { if (!always) writeFileSync(marker, ""); process.exit(3); }
       const values = allocate("float32", rows.length);
       for (let i = 0; i < rows.length; i++) values[i] = rows[i];
       return { length: rows.length, columns: { value: { dtype: "float32", width: 1, values } } };
     } });`,
  );
  const table = (options: { marker: string; always: boolean }) =>
    fromModule<{ table: (options: object) => ColumnDataset }>(pathToFileURL(file), "table", options);
  writeFileSync(join(folder, "quiet"), "");
  const options = { batchSize: 4, shuffle: true, seed: 9 };
  const calm = new DataLoader(table({ marker: join(folder, "quiet"), always: false }), { ...options, workers: 0 });
  const shaken = new DataLoader(table({ marker: join(folder, "died"), always: false }), { ...options, workers: 2 });
  assert.deepEqual(await digestEpochs(shaken as never, 2), await digestEpochs(calm as never, 2));
  assert.ok(shaken.stats().replacedWorkers > 0);
  await Promise.all([calm.close(), shaken.close()]);
  await using deadly = new DataLoader(table({ marker: "", always: true }), { batchSize: 4, workers: 2 });
  let delivered = 0;
  await assert.rejects(async () => {
    for await (const _ of deadly) delivered++;
  }, /the workers died 3 times in a row, each while it made batch 5 of epoch 0 \(rows 20, 21, 22, 23\) with nothing beside it/);
  assert.equal(delivered, 5);
});
