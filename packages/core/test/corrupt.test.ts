import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type Pixels, pixels } from "@millrace/core";
import { corrupt } from "@millrace/core/image";
import { corruptions } from "../src/kernels/pixel/corruption/index.ts";
import { type Case, goldenSet, type Stored } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";
import { fingerprint, noise } from "./helpers/samples.ts";
import { mean } from "./helpers/statistics.ts";

/**
 * What may differ from the published program. It cuts levels that should be whole and, in f64, come out just below: where
 * many are, as of colors that turn gray and of flat areas, it loses a level.
 */
const bounds: Readonly<Record<string, Bound>> = {
  brightness: { worst: 1, share: 0.04 },
  contrast: { worst: 1, share: 0.005 },
  defocusBlur: { worst: 1, share: 0.1 },
  gaussianBlur: { worst: 1, share: 0.005 },
  jpegCompression: { worst: 0, share: 0 },
  motionBlur: { worst: 1, share: 0.02 },
  pixelate: { worst: 0, share: 0 },
  saturate: { worst: 1, share: 0.12 },
  zoomBlur: { worst: 1, share: 0.02 },
};

function allowed({ parameters: { steps } }: Case<TransformParameters>): Bound {
  const name = String(steps[0]?.options.name);
  return bounds[name] as Bound;
}

testGoldenTransforms("corrupt", allowed);

interface Statistics {
  readonly name: keyof typeof corruptions;
  readonly severity: number;
  readonly change: number;
  readonly level: number;
}

const set = goldenSet<Statistics>("corrupt");
const stored = set.inputs.large as Stored;
const large = pixels(set.values(stored) as Uint8Array, stored.width, stored.height, stored.channels);

/** Means over some runs: of the change of each level, and of the levels. */
async function measured(name: keyof typeof corruptions, severity: number, runs = 6) {
  const changes: number[] = [];
  const levels: number[] = [];
  for (let index = 0; index < runs; index++) {
    const { sample } = await augment({ image: large }, corrupt({ name, severity }), { seed: 2, index });
    const data = [...(sample.image as Pixels).data];
    changes.push(mean(data.map((level, at) => Math.abs(level - (large.data[at] as number)))));
    levels.push(mean(data));
  }
  return { change: mean(changes), level: mean(levels) };
}

describe("statistics of the published program", () => {
  for (const { parameters } of set.cases.filter(({ kind }) => kind === "statistics")) {
    const { name, severity, change, level } = parameters;
    test(`${name} ${severity}`, async () => {
      // Clouds differ from run to run, and each run has but one map of them.
      const got = await measured(name, severity, name === "fog" ? 25 : 6);
      const [share, levels] = name === "fog" || name === "spatter" ? [0.1, 12] : [0.05, 1.5];
      assert.ok(Math.abs(got.change / change - 1) < share, `changes by ${got.change}, there by ${change}`);
      assert.ok(Math.abs(got.level - level) < levels, `mean level ${got.level}, there ${level}`);
    });
  }
});

/** Where the published parameters change less than those before them, or turn round (saturation goes two ways). */
const falls: Readonly<Record<string, readonly number[]>> = { fog: [4], glassBlur: [2, 4], snow: [3], saturate: [3] };

describe("every corruption", () => {
  for (const name of Object.keys(corruptions) as (keyof typeof corruptions)[]) {
    test(`${name} changes the more the higher its severity`, async () => {
      let last = 0;
      for (const severity of [1, 2, 3, 4, 5]) {
        const { change } = await measured(name, severity);
        if (falls[name]?.includes(severity) !== true)
          assert.ok(change > last, `${severity}: ${change}, before ${last}`);
        last = change;
      }
    });

    test(`${name} takes pictures of any size and of 1 to 4 channels, and the same draw twice`, async () => {
      for (const [width, height, channels] of [
        [1, 1, 3],
        [1, 9, 1],
        [17, 2, 4],
        [33, 20, 2],
      ] as const) {
        const image = noise(width, height, channels);
        const once = await augment({ image }, corrupt({ name, severity: 5 }), { seed: 1 });
        const again = await augment({ image }, corrupt({ name, severity: 5 }), { seed: 1 });
        assert.equal(fingerprint(once), fingerprint(again));
      }
    });
  }
});
