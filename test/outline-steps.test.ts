import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compose, randomResizedCrop } from "@millrace/core/image";
import { DataLoader, encodedImage, imageFile, type Step, text } from "millrace";
import { turned, turnedWhole } from "./fixtures/steps.ts";
import { photographFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const folder = await photographFolder(16, 1);
const files = readdirSync(join(folder, "class-0")).map((name) => join(folder, "class-0", name));
const dataset = {
  length: files.length,
  get: (index: number) => ({ image: imageFile(files[index] as string), caption: text(`caption ${index}`) }),
};

async function stream(transform: Step, workers: number) {
  await using loader = new DataLoader(dataset, { batchSize: 5, shuffle: true, seed: 3, workers, transform });
  const images: Uint8Array[] = [];
  const captions: string[] = [];
  for await (const batch of loader) {
    images.push((batch.image.data as Uint8Array).slice());
    captions.push(...batch.caption);
  }
  return { images, captions };
}

test("a text step beside an image changes no byte of it, before and behind the crop, through real workers", async () => {
  const alone = await stream(randomResizedCrop(12), 2);
  for (const workers of [0, 2]) {
    const before = await stream(compose([turned(), randomResizedCrop(12)]), workers);
    assert.deepEqual(before.images, alone.images);
    assert.equal(before.captions.filter((caption) => caption.endsWith("noitpac")).length > 0, true);
    assert.equal(before.captions.filter((caption) => caption.startsWith("caption")).length > 0, true);
    const behind = await stream(compose([randomResizedCrop(12), turned()]), workers);
    assert.deepEqual(behind, before);
  }
  // The same work as a step that takes the whole sample decodes the image in front of the crop, at full scale.
  const whole = await stream(compose([turnedWhole(), randomResizedCrop(12)]), 2);
  assert.notDeepEqual(whole.images, alone.images);
});

test("nothing is decoded before the step: of a caption that it refuses, the broken image is never seen", async () => {
  // A header that is in order, and pixels that cannot be decoded.
  const file = readFileSync(files[0] as string);
  const scan = file.indexOf(Buffer.from([0xff, 0xda]));
  const broken = file.subarray(0, scan);
  const one = (caption: string) => ({
    length: 1,
    get: () => ({ image: encodedImage(broken), caption: text(caption) }),
  });
  const errorOf = async (caption: string) => {
    const transform = compose([turned(), randomResizedCrop(12)]);
    await using loader = new DataLoader(one(caption), { batchSize: 1, workers: 1, transform });
    for await (const _ of loader);
  };
  await assert.rejects(errorOf("refused"), /sample 0.*turned: this caption is refused/s);
  await assert.rejects(
    errorOf("taken"),
    (error: Error) => !/refused/.test(error.message) && /image/.test(error.message),
  );
});
