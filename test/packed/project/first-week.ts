import { createHash } from "node:crypto";
import { compose, normalize, oneOf, randomHorizontalFlip, randomResizedCrop } from "@millrace/core/image";
import { boxes, DataLoader, fromModule, fromPolicy, imageFile, mask, padTo, split, toPolicy } from "millrace";
import { foggy } from "./foggy.ts";

// Workers import the same file as this one does: .ts from TypeScript, .js from what the compiler made of it.
const birdsFile = new URL(import.meta.url.endsWith(".ts") ? "./birds.ts" : "./birds.js", import.meta.url);
const dataset = fromModule<typeof import("./birds.ts")>(birdsFile, "birds", { root: "photos/train" });
const { train, validation } = split(dataset, { train: 0.8, validation: 0.2 }, { stratify: "label", seed: 1 });
const transform = compose([
  randomResizedCrop(32),
  oneOf([randomHorizontalFlip(), foggy({ amount: 0.4 })]),
  normalize(),
]);
const same = fromPolicy(JSON.parse(JSON.stringify(toPolicy(transform))), { transforms: { foggy } });

for (const [name, policy] of Object.entries({ transform, same })) {
  const loader = new DataLoader(train, { batchSize: 10, shuffle: true, seed: 42, workers: 2, transform: policy });
  const hash = createHash("sha256");
  while (loader.epoch < 2) {
    for await (const batch of loader) {
      hash.update(batch.fields.image === undefined ? "" : (batch.image.data as Float32Array));
      hash.update(batch.label.data);
      batch.release();
    }
  }
  console.log(`${name}: ${train.length} + ${validation.length} samples, ${hash.digest("hex").slice(0, 16)}`);
  await loader.close();
}

const annotated = {
  length: 6,
  get: (i: number) => ({
    image: imageFile(dataset.rows[i]?.path ?? ""),
    mask: mask(new Uint8Array(120 * 90).fill(i), 120, 90),
    boxes: boxes([[10, 10, 30, 20]], { format: "coco", with: { label: [i], iscrowd: [false] } }),
  }),
};
const boxLoader = new DataLoader(annotated, {
  batchSize: 6,
  workers: 2,
  seed: 1,
  transform: compose([randomHorizontalFlip(), normalize()]),
});
for await (const batch of boxLoader) {
  console.log("boxes:", [...batch.boxes.data.subarray(0, 8)].join(" "), "of", [...batch.boxes.offsets].join(" "));
  console.log("labels:", [...batch.boxes.with.label].join(" "), "mask:", batch.mask.shape.join(" × "));
}
await boxLoader.close();

const padded = new DataLoader(annotated, { batchSize: 3, workers: 1, collate: { boxes: padTo(100) } });
for await (const batch of padded) {
  const { boxes } = batch.fields;
  console.log("padded:", (boxes as unknown as { shape: number[] }).shape.join(" × "));
}
await padded.close();
