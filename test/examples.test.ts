import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { ColumnContext } from "@millrace/core";
import { hashSeed, runColumns } from "@millrace/core/engine";
import { compose, normalize, randomResizedCrop } from "@millrace/core/image";
import { DataLoader, fromModule, imageFolder } from "millrace";
import { clip } from "../examples/own/clip.ts";
import { commonGain } from "../examples/own/common-gain.ts";
import { ghost } from "../examples/own/ghost.ts";
import { language } from "../examples/own/language.ts";
import type { lines } from "../examples/own/lines.ts";
import { smallLetters } from "../examples/own/small-letters.ts";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(2);

const sentences = ["The cat is in the house", "Der Hund und die Katze", "Alea iacta est", "The End of the Day"];

function linesOf(content: readonly string[]) {
  const path = join(temporaryFolder(), "sentences.txt");
  writeFileSync(path, content.join("\n"));
  return fromModule<typeof lines>(new URL("../examples/own/lines.ts", import.meta.url), "lines", { path });
}

describe("the examples of one's own parts, through workers", () => {
  test("a dataset, an edit of texts and a step that serves a batch", async () => {
    const transform = compose([language({ of: "text" }), smallLetters({ p: 0.5 })]);
    const streams: unknown[][] = [];
    for (const workers of [0, 2]) {
      const stream: unknown[] = [];
      const options = { batchSize: 4, seed: 3, shuffle: true, workers, transform };
      await using loader = new DataLoader(linesOf(sentences), options);
      while (loader.epoch < 4) {
        for await (const { fields } of loader) {
          const { text, line, language: found } = fields as Record<string, unknown>;
          const numbers = [...(line as { data: Int32Array }).data];
          assert.deepEqual(
            (text as string[]).map((value) => value.toLowerCase()),
            numbers.map((number) => sentences[number]?.toLowerCase()),
          );
          stream.push(text, numbers, found);
        }
      }
      streams.push(stream);
    }
    assert.deepEqual(streams[0], streams[1]);
    const texts = streams[0]?.flat() ?? [];
    for (const expected of [sentences[0], sentences[0]?.toLowerCase(), "en", "de", "unknown"]) {
      assert.equal(texts.includes(expected), true, `${expected}`);
    }
  });

  test("a step that meets another sample", async () => {
    const dataset = imageFolder(await photographFolder(4, 2));
    const transform = compose([randomResizedCrop(8), ghost({ most: 1 })]);
    const streams: Uint8Array[] = [];
    for (const workers of [0, 2]) {
      await using loader = new DataLoader(dataset, { batchSize: 4, seed: 5, workers, transform });
      for await (const { image } of loader) streams.push(image.data);
    }
    assert.deepEqual(streams[0], streams[1]);
    await using alone = new DataLoader(dataset, { batchSize: 4, seed: 5, workers: 0, transform: randomResizedCrop(8) });
    for await (const { image } of alone) assert.notDeepEqual(image.data, streams[0]);
  });

  test("a column transform", () => {
    const values = Float32Array.of(-3, 0.5, 9);
    const allocate = ((_type: string, length: number) => new Float32Array(length)) as ColumnContext["allocate"];
    const batch = { length: 3, columns: { age: { dtype: "float32" as const, width: 1, values } } };
    const run = { seed: hashSeed(1), epoch: 0, rows: { indices: [0, 1, 2] }, allocate };
    const clipped = runColumns(clip({ columns: ["age"], low: 0, high: 1 }), batch, run);
    assert.deepEqual(clipped.columns.age?.values, Float32Array.of(0, 0.5, 1));
    assert.deepEqual(values, Float32Array.of(-3, 0.5, 9));
    assert.throws(
      () => runColumns(clip({ columns: ["wage"], low: 0, high: 1 }), batch, run),
      /^TypeError: clip: .*wage/,
    );
  });

  test("a batch transform", async () => {
    const dataset = imageFolder(await photographFolder(4, 2));
    const transform = compose([randomResizedCrop(8), normalize()]);
    const common = { batchSize: 4, seed: 1, workers: 2, transform };
    await using plain = new DataLoader(dataset, common);
    await using gained = new DataLoader(dataset, { ...common, batchTransform: commonGain({ most: 1 }) });
    const first = async (loader: typeof plain | typeof gained) => {
      for await (const { image } of loader) return image.data;
      throw new Error("no batch");
    };
    const [before, after] = [await first(plain), await first(gained)];
    const factor = (after[0] as number) / (before[0] as number);
    assert.notEqual(factor, 1);
    before.forEach((value, i) => {
      assert.equal(Math.abs((after[i] as number) - value * factor) < 1e-5, true);
    });
  });
});
