import { deepEqual, notDeepEqual, rejects } from "node:assert/strict";
import { test } from "node:test";
import { atIntensity, augment, compose, type Pixels, pixels, type Step, toPolicy } from "@millrace/core";
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
  autocontrast,
  colorJitter,
  equalize,
  grayscale,
  posterize,
  randomEqualize,
} from "@millrace/core/image";
import { noise } from "./kernels-support.ts";

// More than a block of planes, and no multiple of sixteen.
const [width, height] = [61, 47];

function picture(channels: number): Pixels {
  return pixels(noise(width * height * channels, 5), width, height, channels);
}

async function result(image: Pixels, step: Step): Promise<Uint8Array> {
  return ((await augment({ image }, step, { seed: 3 })).sample.image as Pixels).data as Uint8Array;
}

const programs: Record<string, readonly Step[]> = {
  "tables, gray and hue of Pillow": [
    adjustBrightness(0.8),
    adjustContrast(1.3, { compat: "pillow" }),
    posterize(6),
    adjustSaturation(1.7, { compat: "pillow" }),
    adjustHue(0.2, { compat: "pillow" }),
    autocontrast({ compat: "pillow" }),
    adjustContrast(0.7, { compat: "pillow" }),
  ],
  "tables, gray and hue of OpenCV": [
    posterize(5),
    adjustContrast(1.4, { compat: "opencv" }),
    adjustSaturation(0.4, { compat: "opencv" }),
    adjustHue(-0.3, { compat: "opencv" }),
    equalize({ compat: "opencv" }),
    grayscale({ compat: "opencv" }),
  ],
  "one of each": [
    adjustSaturation(1.2),
    adjustSaturation(1.2, { compat: "pillow" }),
    adjustSaturation(1.2, { compat: "opencv" }),
    adjustHue(0, { compat: "pillow" }),
    adjustContrast(1.2),
  ],
};

for (const [name, steps] of Object.entries(programs)) {
  for (const channels of [1, 2, 3, 4]) {
    test(`${name}: of ${channels} channels the bytes of a program are those of its steps`, async () => {
      const image = picture(channels);
      let apart = image;
      for (const step of steps) apart = pixels(await result(apart, step), width, height, channels);
      deepEqual(await result(image, compose([...steps] as [Step, ...Step[]])), apart.data);
      notDeepEqual(apart.data, image.data);
    });
  }
}

test("alpha stays whoever's bytes come out", async () => {
  const image = picture(4);
  for (const compat of ["pillow", "opencv"] as const) {
    const changed = await result(
      image,
      colorJitter({ contrast: [0.3, 0.3], saturation: [1.8, 1.8], hue: [0.2, 0.2], compat }),
    );
    const alphas = (data: Uint8Array) => data.filter((_, at) => at % 4 === 3);
    deepEqual(alphas(changed), alphas(image.data as Uint8Array));
  }
});

test("a hue that does not turn leaves every byte, even where others go through bytes of HSV", async () => {
  const image = picture(3);
  for (const compat of ["pillow", "opencv"] as const) {
    deepEqual(await result(image, adjustHue(0, { compat })), image.data);
    notDeepEqual(await result(image, adjustHue(0.001, { compat })), image.data);
  }
});

test("a jitter passes its compat on to what it draws, and keeps it at a lower intensity", async () => {
  const jitter = colorJitter({ saturation: [0, 0], compat: "opencv" });
  deepEqual(await result(picture(3), jitter), await result(picture(3), grayscale({ compat: "opencv" })));
  const weaker = JSON.stringify(toPolicy(atIntensity(jitter, 0.5)));
  deepEqual(weaker.includes('"compat":"opencv"'), true, weaker);
  const rarer = JSON.stringify(toPolicy(atIntensity(randomEqualize({ compat: "opencv" }), 0.5)));
  deepEqual(rarer.includes('"compat":"opencv"'), true, rarer);
});

test("bytes of Pillow and OpenCV are those of 8 bits", async () => {
  const image = pixels(new Uint16Array(12), 2, 2, 3);
  const steps = [
    adjustContrast(2, { compat: "pillow" }),
    equalize({ compat: "opencv" }),
    autocontrast({ compat: "pillow" }),
  ];
  for (const step of steps) await rejects(augment({ image }, step, { seed: 3 }), /it takes uint8 images/);
});
