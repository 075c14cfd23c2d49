import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type Pixels, pixels, replay, type Step } from "@millrace/core";
import {
  randomFog,
  randomGravel,
  randomRain,
  randomShadow,
  randomSnow,
  randomSpatter,
  randomSunFlare,
} from "@millrace/core/image";
import { atIntensity } from "../src/intensity.ts";
import { drawMany, imageOutline } from "./helpers/draws.ts";
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
  const always = [randomFog, randomRain, randomSnow, randomShadow, randomSpatter].map((factory) => factory({ p: 1 }));
  const mud = randomSpatter({ mode: "mud", p: 1 });
  for (const [index, step] of [...always, mud, randomGravel({ numberOfPatches: 200, p: 1 })].entries()) {
    test(`${index} ${step.name}: color alone has the bytes that it has beside alpha`, async () => {
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

describe("spatters", () => {
  const draw = { mean: 0.65, deviation: 0.3, sigma: 2, threshold: 0.68, intensity: 0.5, seed: [3, 4] };
  const changed = (levels: readonly number[], level: number) => levels.filter((one) => one !== level).length;

  test("mud covers what is light up to its intensity, and rain brightens", async () => {
    const mud = await drawn(randomSpatter({ mode: "mud", color: [0, 0, 0] }), gray(200), draw);
    assert.deepEqual([Math.min(...mud), Math.max(...mud)], [100, 200]);
    // Nine tenths of the intensity, of the color's green.
    const rain = await drawn(randomSpatter({ color: [9, 100, 9] }), gray(50, 120, 100, 1), draw);
    assert.deepEqual([Math.min(...rain), Math.max(...rain)], [50, 50 + 45]);
  });

  test("each has a color of its own", async () => {
    for (const [mode, red, blue] of [
      ["rain", 175, 238],
      ["mud", 63, 20],
    ] as const) {
      const levels = await drawn(randomSpatter({ mode }), gray(0), { ...draw, intensity: 1 });
      const [reds, blues] = [0, 2].map((channel) => Math.max(...levels.filter((_, at) => at % 3 === channel)));
      const share = mode === "rain" ? 0.9 : 1;
      assert.deepEqual([reds, blues], [Math.round(share * red), Math.round(share * blue)]);
    }
  });

  test("cover what the noise is above the threshold for, and nothing where it never is", async () => {
    for (const [threshold, share] of [
      [0.65, 0.5],
      [0.95, 0.1587],
    ] as const) {
      const step = randomSpatter({ mode: "mud" });
      const levels = await drawn(step, gray(90, 300, 300, 1), { ...draw, sigma: 0, threshold });
      const covered = changed(levels, 90) / levels.length;
      assert.ok(Math.abs(covered - share) < 0.01, `${covered} above ${threshold}`);
    }
    for (const mode of ["rain", "mud"] as const) {
      assert.equal(changed(await drawn(randomSpatter({ mode }), gray(90), { ...draw, threshold: 1 }), 90), 0);
    }
  });

  test("are lit from the upper left", async () => {
    const width = 200;
    const levels = await drawn(randomSpatter(), gray(0, width, 160, 1), { ...draw, sigma: 4 });
    // The light of a drop lies to the upper left of the drop's middle: more light there than opposite where it ends.
    let [before, behind] = [0, 0];
    for (let at = width + 1; at < levels.length - width - 1; at++) {
      if (levels[at] === 0) continue;
      if (levels[at - width - 1] === 0) before += levels[at] as number;
      if (levels[at + width + 1] === 0) behind += levels[at] as number;
    }
    assert.ok(before > 1.2 * behind, `${before} at the upper left, ${behind} at the lower right`);
  });

  test("draw evenly from their ranges", () => {
    type Draw = Record<"mean" | "deviation" | "sigma" | "threshold" | "intensity", number>;
    const ranges = { mean: [0.6, 0.7], std: [0.2, 0.4], gaussSigma: [1, 3], cutoutThreshold: [0.6, 0.8] } as const;
    const step = randomSpatter({
      p: 1,
      mean: [...ranges.mean],
      std: [...ranges.std],
      gaussSigma: [...ranges.gaussSigma],
      cutoutThreshold: [...ranges.cutoutThreshold],
      intensity: [0.2, 0.9],
    });
    const draws = drawMany<Draw>(step, 300);
    for (const [name, [low, high]] of [
      ["mean", ranges.mean],
      ["deviation", ranges.std],
      ["sigma", ranges.gaussSigma],
      ["threshold", ranges.cutoutThreshold],
      ["intensity", [0.2, 0.9]],
    ] as const) {
      const values = draws.map((one) => one[name]);
      assert.ok(kolmogorovSmirnov(values, (value) => (value - low) / (high - low)) < 1.95, name);
    }
  });
});

describe("gravel", () => {
  test("gives what lies under a stone its lightness, and keeps the hue", async () => {
    const color = [200, 100, 0];
    const image = pixels(
      Uint8Array.from({ length: 20 * 16 * 3 }, (_, at) => color[at % 3] as number),
      20,
      16,
    );
    const stones = [
      { x: 5, y: 6, radius: 2, lightness: 200 },
      { x: 7, y: 6, radius: 1, lightness: 50 },
      { x: 0, y: 15, radius: 3, lightness: 0 },
    ];
    const levels = await drawn(randomGravel(), image, stones);
    const at = (x: number, y: number) => levels.slice((y * 20 + x) * 3, (y * 20 + x) * 3 + 3);
    // Half of the light, fully saturated: 200 ± 55, and the middle between.
    assert.deepEqual(
      [at(3, 4), at(5, 7)],
      [
        [255, 200, 145],
        [255, 200, 145],
      ],
    );
    // The later stone counts, with the hue of the picture.
    assert.deepEqual(
      [at(6, 5), at(7, 6)],
      [
        [100, 50, 0],
        [100, 50, 0],
      ],
    );
    assert.deepEqual([at(2, 6), at(8, 6), at(5, 8), at(5, 3), at(0, 15)], Array(5).fill(color));
    assert.deepEqual(at(0, 14), [0, 0, 0]);
    // What lies beyond the left edge is not the end of the row above.
    assert.deepEqual([at(0, 13), at(18, 12), at(18, 13)], [[0, 0, 0], color, color]);
    const bare = await drawn(randomGravel(), gray(90, 20, 16, 2), stones);
    assert.deepEqual(bare.slice((4 * 20 + 3) * 2, (4 * 20 + 3) * 2 + 2), [200, 90]);
  });

  test("parts of a stone are stones of some draws", () => {
    // Sides of 7 to 14 and of 4 to 8 pixels: 0.63 stones on the mean.
    const draws = drawMany<unknown[]>(randomGravel({ p: 1, numberOfPatches: 1 }), 2000, imageOutline(90, 80));
    const many = mean(draws.map((stones) => stones.length));
    assert.ok(Math.abs(many - 0.63) < 0.04, `${many}`);
  });

  test("lies in heaps within its region, a stone for a hundred pixels of a heap", () => {
    type Draw = { x: number; y: number; radius: number; lightness: number }[];
    const step = randomGravel({ p: 1, gravelRoi: [0.25, 0.5, 1, 0.75], numberOfPatches: 3 });
    const draws = drawMany<Draw>(step, 200, imageOutline(1000, 800));
    const stones = draws.flat();
    assert.ok(stones.every(({ x, y }) => x >= 250 && x <= 1000 && y >= 400 && y <= 600));
    assert.ok(Math.max(...stones.map(({ x }) => x)) > 980 && Math.min(...stones.map(({ y }) => y)) < 405);
    // Sides of 75 to 150 and 20 to 40 pixels.
    assert.ok(Math.abs(stones.length / draws.length - 3 * 33.75) < 4, `${stones.length / draws.length}`);
    assert.deepEqual([...new Set(stones.map(({ radius }) => radius))].sort(), [1, 2, 3]);
    const lightnesses = stones.map(({ lightness }) => lightness);
    assert.deepEqual([Math.min(...lightnesses), Math.max(...lightnesses)], [0, 255]);
    assert.ok(Math.abs(mean(lightnesses) - 127.5) < 2);
  });
});

describe("all of them", () => {
  const manyStones = ({ p }: { p: number }) => randomGravel({ p, numberOfPatches: 60 });
  const steps = {
    randomFog,
    randomGravel: manyStones,
    randomRain,
    randomShadow,
    randomSnow,
    randomSpatter,
    randomSunFlare,
  };

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
