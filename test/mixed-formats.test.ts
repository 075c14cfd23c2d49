import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { resize } from "@millrace/core/image";
import sharp from "sharp";
import { augment, DataLoader, encodedImage, imageFolder } from "../src/index.ts";
import { temporaryFolder, texture } from "./helpers/photographs.ts";

test("files of formats that are decoded at once and of those that wait come out as they are, side by side", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "one"));
  const formats = ["jpg", "png", "webp", "png"] as const;
  await Promise.all(
    Array.from({ length: 32 }, async (_, i) => {
      const raw = { width: 200 + i, height: 150, channels: 3 as const };
      const format = formats[i % formats.length] as "jpg";
      await sharp(texture(raw.width, raw.height, i), { raw }).toFile(join(folder, "one", `${100 + i}.${format}`));
    }),
  );
  const dataset = imageFolder(folder);
  const transform = resize([40, 50]);
  await using loader = new DataLoader(dataset, { batchSize: 16, workers: 1, transform });
  for await (const batch of loader) {
    for (const [row, index] of batch.indices.entries()) {
      // Read whole, alone, with nothing beside it.
      const path = join(folder, "one", `${100 + index}.${formats[index % formats.length]}`);
      const { sample } = await augment({ image: encodedImage(readFileSync(path)) }, transform, { seed: 0 });
      const { data } = sample.image as unknown as { data: Uint8Array };
      const delivered = batch.image.data.subarray(row * data.length, (row + 1) * data.length);
      assert.equal(Buffer.compare(delivered, data), 0, `sample ${index}`);
    }
  }
});
