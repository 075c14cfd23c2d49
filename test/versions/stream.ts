// One digest over everything that could differ between engines: draws, shuffles, kernels, mixing.
import { createHash } from "node:crypto";
import {
  colorJitter,
  compose,
  gaussianBlur,
  mixUp,
  normalize,
  oneOf,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
} from "@millrace/core/image";
import { classLabel, DataLoader, pixels } from "millrace";

const image = (seed: number) =>
  pixels(
    Uint8Array.from({ length: 90 * 70 * 3 }, (_, i) => (i * 7 + seed * 31 + ((i * i) >> 7)) & 255),
    90,
    70,
  );
const dataset = {
  classes: ["a", "b", "c"],
  length: 48,
  get: (i: number) => ({ image: image(i), label: classLabel(i % 3) }),
};
const loader = new DataLoader(dataset, {
  batchSize: 7,
  shuffle: true,
  seed: 2026,
  workers: 2,
  transform: compose([
    randomResizedCrop(48),
    randomHorizontalFlip(),
    colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
    oneOf([randomRotation(30, { interpolation: "bilinear" }), gaussianBlur(5)]),
    normalize(),
  ]),
  batchTransform: mixUp({ alpha: 0.3 }),
});
const hash = createHash("sha256");
while (loader.epoch < 3) {
  for await (const batch of loader) {
    hash.update(batch.image.data);
    hash.update(batch.label.data);
  }
}
console.log(JSON.stringify({ node: process.version, digest: hash.digest("hex") }));
await loader.close();
