import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type Pixels, pixels, replay, type Step } from "@millrace/core";
import { randomFog, randomRain, randomShadow, randomSnow, randomSunFlare } from "@millrace/core/image";
import { atIntensity } from "../src/intensity.ts";
import { drawMany } from "./helpers/draws.ts";
import { goldenSet, type Stored } from "./helpers/golden.ts";
import { kolmogorovSmirnov, mean } from "./helpers/statistics.ts";

const set = goldenSet("corrupt");
const stored = set.inputs.large as Stored;
const picture = pixels(set.values(stored) as Uint8Array, stored.width, stored.height, stored.channels);

/** A picture of one gray. */
function gray(level: number, width = 120, height = 100, channels = 3): Pixels<Uint8Array> {
  return pixels(new Uint8Array(width * height * channels).fill(level), width, height, channels);
}

async function drawn(step: Step, image: Pixels, draw: unknown): Promise<number[]> {
  const { image: got } = (await replay({ image }, step, draw as Parameters<typeof replay>[2])) as { image: Pixels };
  return [...got.data];
}

async function meanChange(step: Step, runs = 12): Promise<number> {
  const changes: number[] = [];
  for (let index = 0; index < runs; index++) {
    const { sample } = await augment({ image: picture }, step, { seed: 4, index });
    const { data } = sample.image as Pixels;
    changes.push(mean([...data].map((level, at) => Math.abs(level - (picture.data[at] as number)))));
  }
  return mean(changes);
}

describe("layers", () => {
  for (const step of [randomFog({ p: 1 }), randomRain({ p: 1 }), randomSnow({ p: 1 }), randomShadow({ p: 1 })]) {
    test(`${step.name}: color alone has the bytes that it has beside alpha`, async () => {
      // Neither whole fours of pixels nor whole rows of them.
      const [width, height] = [61, 47];
      const count = width * height;
      const three = pixels(
        Uint8Array.from({ length: count * 3 }, (_, i) => (i * 37 + (i >> 5)) & 255),
        width,
        height,
      );
      const four = new Uint8Array(count * 4).fill(9);
      for (let i = 0; i < count; i++) four.set(three.data.subarray(3 * i, 3 * i + 3), 4 * i);
      const key = { seed: 6, index: 2 };
      const got = (await augment({ image: three }, step, key)).sample.image as Pixels;
      const want = (await augment({ image: pixels(four, width, height, 4) }, step, key)).sample.image as Pixels;
      assert.deepEqual(
        [...got.data],
        [...want.data].filter((_, i) => i % 4 !== 3),
      );
    });
  }
});

describe("fog", () => {
  test("lies between half of its density and all of it, thinner in one place than in another", async () => {
    const levels = await drawn(randomFog(), gray(0, 200, 150), { density: 0.8, seed: [1, 2] });
    const green = levels.filter((_, at) => at % 3 === 1);
    assert.ok(Math.min(...green) >= Math.floor(0.4 * 226) && Math.max(...green) <= 0.8 * 226 + 1);
    // The map is larger than the picture, so that not all of its range need be seen.
    assert.ok(Math.max(...green) - Math.min(...green) > 40);
    // Most of it is neither the thinnest nor the densest.
    const sorted = [...green].sort((a, b) => a - b);
    const quarter = sorted.length >> 2;
    assert.ok((sorted[3 * quarter] as number) - (sorted[quarter] as number) > 12);
    // Clouds are smooth: neighbours are alike.
    const steps = green
      .slice(1)
      .map((level, at) => ((at + 1) % 200 === 0 ? 0 : Math.abs(level - (green[at] as number))));
    assert.ok(mean(steps) < 2, `${mean(steps)}`);
  });

  test("none is no change", async () => {
    assert.deepEqual(new Set(await drawn(randomFog(), gray(90), { density: 0, seed: [1, 2] })), new Set([90]));
  });
});

describe("rain", () => {
  const seed: [number, number] = [3, 5];

  test("darkens what it does not hit, and draws streaks of its color along its slant", async () => {
    const step = randomRain({ brightnessCoefficient: 0.5, dropColor: [10, 250, 20], dropLength: 12 });
    const levels = await drawn(step, gray(100), { slant: 0, seed });
    const pixelsOf = levels.filter((_, at) => at % 3 === 1);
    const bare = pixelsOf.filter((level) => level === 50).length / pixelsOf.length;
    assert.ok(bare > 0.5 && bare < 0.99, `${bare}`);
    assert.ok(Math.max(...pixelsOf) > 150 && Math.min(...pixelsOf) === 50);
    // Along the streaks levels change slowly, across them fast.
    const [along, across] = [120, 1].map((offset) =>
      mean(pixelsOf.slice(offset).map((level, at) => Math.abs(level - (pixelsOf[at] as number)))),
    ) as [number, number];
    assert.ok(along < across / 2, `${along} along, ${across} across`);
  });

  test("more of it changes more, and none comes in from beyond the edge", async () => {
    const kinds = ["drizzle", "default", "heavy", "torrential"] as const;
    const changes = await Promise.all(
      kinds.map((rainType) => meanChange(randomRain({ rainType, brightnessCoefficient: 1, p: 1 }), 4)),
    );
    assert.deepEqual(
      [...changes].sort((a, b) => a - b),
      changes,
    );
    const step = randomRain({ rainType: "torrential", brightnessCoefficient: 1 });
    const levels = await drawn(step, gray(0, 300, 100), { slant: 50, seed });
    const rows = Array.from({ length: 100 }, (_, y) => mean(levels.slice(y * 900, (y + 1) * 900)));
    assert.ok(mean(rows.slice(0, 5)) < mean(rows.slice(40, 90)));
  });
});

describe("snow", () => {
  test("whitens what is light and leaves what is dark, but for the flakes", async () => {
    const draw = { amount: 0.4, slant: 0, seed: [8, 9] };
    const [dark, light] = await Promise.all([20, 200].map((level) => drawn(randomSnow(), gray(level), draw)));
    const middle = (levels: number[]) => [...levels].sort((a, b) => a - b)[levels.length >> 1] as number;
    assert.ok(middle(dark as number[]) < 30 && middle(light as number[]) > 215);
    assert.equal(Math.max(...(dark as number[])) > 200, true);
  });

  test("twice as much has about twice as many flakes", async () => {
    const shares = await Promise.all(
      [0.1, 0.2].map(async (amount) => {
        const levels = await drawn(randomSnow(), gray(0, 224, 224), { amount, slant: 0, seed: [8, 9] });
        return levels.filter((level) => level > 60).length / levels.length;
      }),
    );
    const [less, more] = shares as [number, number];
    assert.ok(more / less > 1.6 && more / less < 2.2, `${less}, ${more}`);
  });
});

describe("shadows", () => {
  test("take their part of the light within their corners, and none outside", async () => {
    const corners = [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.75, 0.75],
      [0.25, 0.75],
    ];
    const levels = await drawn(randomShadow(), gray(200, 100, 80), [{ corners, intensity: 0.4 }]);
    const at = (x: number, y: number) => levels[(y * 100 + x) * 3];
    assert.deepEqual([at(50, 40), at(30, 25), at(70, 55)], [120, 120, 120]);
    assert.deepEqual([at(10, 40), at(50, 5), at(95, 75)], [200, 200, 200]);
    const edge = at(25, 40) as number;
    assert.ok(edge > 125 && edge < 195, `${edge}`);
  });

  test("light falls into a notch", async () => {
    const corners = [
      [0.1, 0.1],
      [0.5, 0.8],
      [0.9, 0.1],
      [0.9, 0.95],
      [0.1, 0.95],
    ];
    const levels = await drawn(randomShadow(), gray(200, 100, 80), [{ corners, intensity: 0.5 }]);
    const at = (x: number, y: number) => levels[(y * 100 + x) * 3];
    assert.deepEqual([at(14, 40), at(50, 30), at(86, 40), at(50, 70)], [100, 200, 100, 100]);
  });

  test("corners go round, so that edges do not cross", () => {
    type Draw = { corners: [number, number][]; intensity: number }[] | null;
    const all = drawMany<Draw>(randomShadow({ p: 1, shadowDimension: 7, numShadowsLimit: [1, 3] }), 200).flat();
    for (const shadow of all) {
      const { corners } = shadow as { corners: [number, number][] };
      const [x, y] = [0, 1].map((axis) => mean(corners.map((corner) => corner[axis] as number))) as [number, number];
      const angles = corners.map(([cx, cy]) => Math.atan2(cy - y, cx - x)).map((a) => (a < 0 ? a + 2 * Math.PI : a));
      assert.deepEqual(
        [...angles].sort((a, b) => a - b),
        angles,
      );
      assert.ok(corners.every(([, cy]) => cy >= 0.5));
    }
    const depths = all.map((one) => (one as { intensity: number }).intensity);
    assert.ok(kolmogorovSmirnov(depths, (depth) => (depth - 0.3) / 0.2) < 1.95);
  });
});

describe("the sun", () => {
  const draw = { x: 0.25, y: 0.3, ghosts: [{ place: 2, radius: 0.05, color: [0.1, 0, 0] }] };

  test("is white in its middle and fades to all sides; its disks lie opposite", async () => {
    const levels = await drawn(randomSunFlare({ srcRadius: 0.1 }), gray(40, 120, 100), draw);
    const pixel = (x: number, y: number, channel = 0) => levels[(y * 120 + x) * 3 + channel] as number;
    assert.equal(pixel(30, 30), 255);
    assert.ok(pixel(45, 30) < 255 && pixel(45, 30) > pixel(70, 30) && pixel(70, 30) > 40);
    // Twice as far as the middle: at 0.75 and 0.7.
    assert.ok(pixel(90, 70) - pixel(90, 70, 1) > 5, "the disk is red");
    assert.equal(pixel(110, 20), pixel(110, 20, 1));
  });

  test("takes no light away", async () => {
    for (let index = 0; index < 4; index++) {
      const { sample } = await augment({ image: picture }, randomSunFlare({ p: 1 }), { seed: 1, index });
      const { data } = sample.image as Pixels;
      assert.ok(data.every((level, at) => level >= (picture.data[at] as number)));
    }
  });
});

describe("all of them", () => {
  const steps = { randomFog, randomRain, randomShadow, randomSnow, randomSunFlare };

  for (const [name, factory] of Object.entries(steps)) {
    test(`${name}: a lower intensity changes less`, async () => {
      const step = factory({ p: 1 });
      const changes: number[] = [];
      for (const intensity of [0.25, 0.5, 1]) changes.push(await meanChange(atIntensity(step, intensity), 40));
      assert.ok(changes[0]! < changes[1]! && changes[1]! < changes[2]!, `${changes}`);
    });

    test(`${name}: alpha stays, gray stays gray, and small pictures will do`, async () => {
      for (const channels of [1, 2, 4]) {
        for (const [width, height] of [
          [40, 30],
          [1, 1],
          [2, 17],
        ] as const) {
          const { sample } = await augment({ image: gray(120, width, height, channels) }, factory({ p: 1 }), {
            seed: 1,
          });
          const { data } = sample.image as Pixels;
          const alpha =
            channels % 2 === 0 ? data.filter((_: number, at: number) => at % channels === channels - 1) : [120];
          assert.deepEqual(new Set(alpha), new Set([120]));
        }
      }
    });
  }
});
