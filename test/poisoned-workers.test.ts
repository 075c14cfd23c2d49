import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";

const poison = fileURLToPath(new URL("./helpers/poison.mjs", import.meta.url));

test("no transform asks Math.random, the clock or crypto: the stream is the same where they throw", async () => {
  const photographs = await photographFolder(8, 2);
  const source = (workers: number) => `
    import { createHash } from "node:crypto";
    import { DataLoader, imageFolder } from "millrace";
    import * as image from "@millrace/core/image";
    const { compose, oneOf, someOf, randomOrder, randomApply, randomResizedCrop, randomHorizontalFlip } = image;
    const transform = compose([
      randomResizedCrop(24), randomHorizontalFlip(), image.randomVerticalFlip(),
      randomOrder([image.colorJitter({ brightness: 0.3, hue: 0.1 }), randomApply([image.gaussianBlur(3)])]),
      someOf([image.randomRotation(30), oneOf([image.adjustHue(0.1), image.adjustContrast(2)])], { count: [0, 2] }),
      image.normalize(),
    ]);
    const loader = new DataLoader(imageFolder(${JSON.stringify(photographs)}), {
      batchSize: 4, shuffle: true, seed: 1, workers: ${workers}, transform, batchTransform: image.mixUp(),
    });
    const hash = createHash("sha256");
    for await (const batch of loader) hash.update(batch.image.data).update(batch.label.data);
    console.log(hash.digest("hex"));
  `;
  const folder = temporaryFolder();
  const free = await runScript(folder, source(0));
  const poisoned = await runScript(folder, source(2), [], ["--import", poison]);
  assert.equal(poisoned.stderr, "");
  assert.match(free.stdout, /^[0-9a-f]{64}\n$/);
  assert.equal(poisoned.stdout, free.stdout);
});

test("the poison works: a step that draws from Math.random is caught", async () => {
  const photographs = await photographFolder(4, 2);
  const folder = temporaryFolder();
  const result = await runScript(
    folder,
    `
    import { writeFileSync } from "node:fs";
    import { DataLoader, fromModule, imageFolder } from "millrace";
    const file = new URL("./careless.mjs", import.meta.url);
    writeFileSync(file, "export const careless = () => (sample) => ({ ...sample, noise: Math.random() });");
    const loader = new DataLoader(imageFolder(${JSON.stringify(photographs)}), {
      batchSize: 1, workers: 1, transform: fromModule(file, "careless"),
    });
    try { for await (const batch of loader) console.log(batch.noise.data[0]); } catch (error) { console.log(error.message); }
  `,
    [],
    ["--import", poison],
  );
  assert.match(result.stdout, /Math\.random was called in a worker/);
});
