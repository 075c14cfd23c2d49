import { deepEqual, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import { augmentSync, type Pixels, type Transform } from "@millrace/core";
import {
  boxBlur,
  defocus,
  downscale,
  emboss,
  jpeg,
  medianBlur,
  randomBoxBlur,
  randomDefocus,
  randomDownscale,
  randomEmboss,
  randomJpeg,
  randomMedianBlur,
  randomRingingOvershoot,
  randomSharpen,
  randomUnsharpMask,
  randomZoomBlur,
  ringingOvershoot,
  sharpen,
  unsharpMask,
  zoomBlur,
} from "@millrace/core/image";
import { noise } from "./helpers/samples.ts";

/** The fixed operation, and its random form with the same options as ranges of one value. */
const pairs: readonly (readonly [fixed: Transform, random: Transform])[] = [
  [boxBlur(5), randomBoxBlur({ kernelSize: 5, p: 1 })],
  [medianBlur(5), randomMedianBlur({ kernelSize: 5, p: 1 })],
  [defocus(3, { aliasBlur: 0.4 }), randomDefocus({ radius: 3, aliasBlur: 0.4, p: 1 })],
  [emboss(0.4, { strength: 0.9 }), randomEmboss({ alpha: 0.4, strength: 0.9, p: 1 })],
  [sharpen(0.4, { lightness: 0.8 }), randomSharpen({ alpha: 0.4, lightness: 0.8, p: 1 })],
  [ringingOvershoot(7, { cutoff: 1 }), randomRingingOvershoot({ kernelSize: 7, cutoff: 1, p: 1 })],
  [
    unsharpMask(5, { sigma: 1, alpha: 0.4, threshold: 40 }),
    randomUnsharpMask({ kernelSize: 5, sigma: 1, alpha: 0.4, threshold: 40, p: 1 }),
  ],
  [zoomBlur(1.2, { stepFactor: 0.05 }), randomZoomBlur({ maxFactor: 1.2, stepFactor: 0.05, p: 1 })],
  [jpeg(40), randomJpeg(40)],
  [downscale(0.5, { down: "area", up: "bilinear" }), randomDownscale(0.5, { down: "area", up: "bilinear", p: 1 })],
];

for (const [fixed, random] of pairs) {
  test(`${random.name} of one value a range is ${fixed.name}`, () => {
    const image = noise(41, 29);
    const [expected, got] = [fixed, random].map(
      (step) => (augmentSync({ image }, step, { seed: 1 }).sample.image as Pixels).data,
    );
    deepEqual(got, expected);
    notDeepEqual(got, image.data);
  });
}
