import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  type Boxes,
  boxes,
  type Canvas,
  compose,
  evaluationOf,
  keypoints,
  mask,
  type Pixels,
  pixels,
  type Sample,
  type Step,
} from "@millrace/core";
import {
  centerCrop,
  crop,
  cropNonEmptyMaskIfExists,
  d4,
  horizontalFlip,
  letterbox,
  longestMaxSize,
  pad,
  padIfNeeded,
  randomBBoxTransform,
  randomCrop,
  randomHalfBody,
  randomIoUCrop,
  randomPerspective,
  randomResize,
  randomRotate90,
  randomShortestSize,
  randomSizedBBoxSafeCrop,
  randomZoomOut,
  resize,
  resizeToFit,
  scaleJitter,
  smallestMaxSize,
  topdownAffine,
} from "@millrace/core/image";
import fc from "fast-check";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { bytes, noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, tally } from "./helpers/statistics.ts";

async function sizeAfter(step: Step, width: number, height: number): Promise<readonly [number, number]> {
  const { sample } = await augment({ image: noise(width, height) }, step, { seed: 1 });
  const image = sample.image as Pixels;
  return [image.width, image.height];
}

async function after(sample: Sample, step: Step, index = 0): Promise<Sample> {
  return (await augment(sample, step, { seed: 5, index })).sample;
}

describe("sizes", () => {
  const cases: readonly [Step, Canvas, readonly [number, number]][] = [
    [longestMaxSize(100), { width: 60, height: 37 }, [100, 62]],
    [longestMaxSize(10), { width: 60, height: 1 }, [10, 1]],
    [smallestMaxSize(100), { width: 60, height: 37 }, [162, 100]],
    [resize(20), { width: 60, height: 37 }, [32, 20]],
    [resize(20, { maxSize: 25 }), { width: 60, height: 37 }, [25, 15]],
    [resize(20, { maxSize: 25 }), { width: 37, height: 60 }, [15, 25]],
    [resizeToFit([30, 100]), { width: 60, height: 37 }, [48, 30]],
    [letterbox([30, 50]), { width: 60, height: 37 }, [50, 30]],
    [letterbox({ size: 80, enlarge: false }), { width: 60, height: 37 }, [80, 80]],
    [pad([1, 2, 3, 4]), { width: 5, height: 6 }, [9, 12]],
    [pad([1, 2]), { width: 5, height: 6 }, [7, 10]],
    [padIfNeeded({ minWidth: 8, minHeight: 3 }), { width: 5, height: 6 }, [8, 6]],
    [padIfNeeded({ multipleOf: 4, minWidth: 9 }), { width: 5, height: 6 }, [12, 8]],
    [padIfNeeded({ multipleOf: 4 }), { width: 8, height: 4 }, [8, 4]],
    [scaleJitter({ targetSize: 40, scaleRange: [0.5, 0.5] }), { width: 60, height: 30 }, [20, 10]],
    [randomResize({ minSize: 9, maxSize: 9 }), { width: 60, height: 30 }, [18, 9]],
    [randomShortestSize({ minSize: 10, maxSize: 15 }), { width: 60, height: 30 }, [15, 7]],
  ];
  for (const [step, { width, height }, want] of cases) {
    const { name, given } = step as { name: string; given: object };
    test(`${name} ${JSON.stringify(given)} makes ${want.join(" × ")} of ${width} × ${height}`, async () =>
      assert.deepEqual(await sizeAfter(step, width, height), want));
  }

  test("a letterbox puts the picture in the middle", async () => {
    const image = pixels(new Uint8Array(20 * 10).fill(200), 20, 10, 1);
    const { image: result } = await after({ image }, letterbox(20));
    const rows = Array.from({ length: 20 }, (_, y) => (result as Pixels).data[y * 20 + 7]);
    assert.deepEqual(rows, [...new Array(5).fill(114), ...new Array(10).fill(200), ...new Array(5).fill(114)]);
  });

  test("corners are where padIfNeeded says", async () => {
    const image = pixels(Uint8Array.of(1, 2, 3, 4), 2, 2, 1);
    const at = async (position: "topLeft" | "bottomRight" | "topRight" | "bottomLeft" | "center") =>
      [...((await after({ image }, padIfNeeded({ minWidth: 3, minHeight: 3, position }))).image as Pixels).data].join(
        "",
      );
    assert.equal(await at("topLeft"), "120340000");
    assert.equal(await at("topRight"), "012034000");
    assert.equal(await at("bottomLeft"), "000120340");
    assert.equal(await at("bottomRight"), "000012034");
    assert.equal(await at("center"), "120340000");
  });
});

describe("randomCrop", () => {
  test("every place is as likely", () => {
    const draws = drawMany<{ x: number; y: number }>(randomCrop(4), 4000, imageOutline(8, 7));
    const counts = tally(draws.map(({ x, y }) => `${x} ${y}`));
    assert.equal(counts.size, 20);
    assert.ok(chiSquaredDeviation([...counts.values()]) < 4);
  });

  test("with padding it takes what pad and crop would", async () => {
    const image = noise(10, 8);
    const step = randomCrop([8, 10], { padding: 3, border: "reflect" });
    for (let index = 0; index < 20; index++) {
      const { sample, draws } = await augment({ image }, step, { seed: 1, index });
      const { x, y } = draws as { x: number; y: number };
      const alone = async (...steps: Step[]) => {
        // A plain function between them stands in the way of fusing.
        let picture: Sample = { image };
        for (const one of steps) picture = await after(picture, one);
        return (picture.image as Pixels).data;
      };
      const want = await alone(pad({ padding: 3, border: "reflect" }), crop({ x, y, width: 10, height: 8 }));
      assert.deepEqual((sample.image as Pixels).data, want);
    }
  });

  test("a picture that is too small is padded where that is allowed, and refused where not", async () => {
    const image = noise(10, 8);
    assert.deepEqual(await sizeAfter(randomCrop(12, { padIfNeeded: true }), 10, 8), [12, 12]);
    // 10 × 8 with 2 more on either side and 4 above and below: places 0 to 2 across and 0 to 4 down.
    const places = drawMany<{ x: number; y: number }>(randomCrop(12, { padIfNeeded: true }), 200, imageOutline(10, 8));
    assert.equal(Math.max(...places.map(({ x }) => x)), 2);
    assert.equal(Math.max(...places.map(({ y }) => y)), 4);
    await assert.rejects(
      after({ image }, randomCrop(12)),
      /^RangeError: randomCrop: a crop of 12 × 12 does not fit into 10 × 8/,
    );
  });

  test("when a model is tested it is the centre crop", async () => {
    const image = noise(10, 8);
    const tested = await after({ image }, evaluationOf(randomCrop(6)));
    assert.deepEqual(tested, await after({ image }, centerCrop(6)));
  });
});

describe("randomIoUCrop", () => {
  const image = noise(60, 40);
  const field = boxes(
    [
      [5, 5, 20, 15],
      [30, 10, 55, 38],
    ],
    { format: "xyxy", with: { id: [0, 1] } },
  );

  test("some box overlaps by what was chosen, and those are kept whose middles lie inside", async () => {
    for (const overlap of [0.1, 0.5, 0.8]) {
      for (let index = 0; index < 60; index++) {
        const step = randomIoUCrop({ samplerOptions: [overlap], trials: 60 });
        const { sample, draws } = await augment({ image, field }, step, { seed: 3, index });
        if (draws === null) continue;
        const { x, y, width, height } = draws as { x: number; y: number; width: number; height: number };
        const aspect = width / height;
        assert.ok(aspect >= 0.5 && aspect <= 2 && width >= 18 && height >= 12);
        const held = [0, 1].filter((i) => {
          const [left, top, right, bottom] = field.data.subarray(i * 4) as unknown as [number, number, number, number];
          const [mx, my] = [(left + right) / 2, (top + bottom) / 2];
          return mx > x && mx < x + width && my > y && my < y + height;
        });
        assert.deepEqual((sample.field as Boxes).with, { id: held });
        const overlaps = held.map((i) => {
          const [left, top, right, bottom] = field.data.subarray(i * 4) as unknown as [number, number, number, number];
          const shared =
            Math.max(0, Math.min(right, x + width) - Math.max(left, x)) *
            Math.max(0, Math.min(bottom, y + height) - Math.max(top, y));
          return shared / (width * height + (right - left) * (bottom - top) - shared);
        });
        assert.ok(Math.max(...overlaps) >= overlap);
      }
    }
  });

  test("keeps the picture where there are no boxes, or nothing would do, or 1 is chosen", async () => {
    const cases: readonly [Sample, Parameters<typeof randomIoUCrop>[0]][] = [
      [{ image }, {}],
      [{ image, field: boxes([], { format: "xyxy" }) }, {}],
      [{ image, field }, { samplerOptions: [1] }],
      [
        { image, field: boxes([[0, 0, 1, 1]], { format: "xyxy" }) },
        { samplerOptions: [0.9], trials: 3 },
      ],
    ];
    for (const [sample, options] of cases) {
      const { draws } = await augment(sample, randomIoUCrop(options), { seed: 1 });
      assert.equal(draws, null);
    }
  });
});

test("randomSizedBBoxSafeCrop holds every box whole, at any place of them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(50), fc.nat(30), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.nat(1000),
      async (rows, index) => {
        const field = boxes(rows, { format: "coco" });
        const sample = { image: noise(60, 40), field };
        const { draws, sample: result } = await augment(sample, randomSizedBBoxSafeCrop([20, 30]), { seed: 1, index });
        const { x, y, width, height } = draws as { x: number; y: number; width: number; height: number };
        for (const [left, top, across, down] of rows) {
          assert.ok(left >= x && top >= y && left + across <= x + width && top + down <= y + height);
        }
        assert.equal((result.field as Boxes).data.length, rows.length * 4);
      },
    ),
    { numRuns: 60, seed: 4 },
  );
});

test("randomZoomOut puts the picture whole onto a canvas within its range", async () => {
  for (let index = 0; index < 30; index++) {
    const { sample, draws } = await augment({ image: noise(10, 8) }, randomZoomOut({ p: 1, sideRange: [1.5, 3] }), {
      seed: 1,
      index,
    });
    const { left, top, width, height } = draws as { left: number; top: number; width: number; height: number };
    assert.ok(width >= 15 && width <= 30 && height >= 12 && height <= 24);
    assert.ok(left >= 0 && top >= 0 && left + 10 <= width && top + 8 <= height);
    const back = await after(sample, crop({ x: left, y: top, width: 10, height: 8 }));
    assert.deepEqual((back.image as Pixels).data, noise(10, 8).data);
  }
});

describe("cropNonEmptyMaskIfExists", () => {
  const [width, height] = [50, 40];
  const classes = new Uint8Array(width * height);
  classes.fill(1, 0, 10 * width);
  classes[35 * width + 44] = 7;
  const sample = { image: noise(width, height), mask: mask(classes, width, height) };

  async function numbersIn(step: Step, index: number): Promise<Set<number>> {
    return new Set(((await after(sample, step, index)).mask as { data: Uint8Array }).data);
  }

  test("holds a pixel that counts", async () => {
    for (let index = 0; index < 40; index++) {
      const found = await numbersIn(cropNonEmptyMaskIfExists(8), index);
      assert.ok(found.has(1) || found.has(7));
    }
  });

  test("meets a class of one pixel as often as one of five hundred", async () => {
    let rare = 0;
    for (let index = 0; index < 200; index++) {
      if ((await numbersIn(cropNonEmptyMaskIfExists(8, { classes: [1, 7] }), index)).has(7)) rare++;
    }
    assert.ok(rare > 70 && rare < 130, `${rare} of 200`);
  });

  test("leaves out what is to be ignored, and takes any rectangle where nothing is left", async () => {
    for (let index = 0; index < 20; index++) {
      assert.ok((await numbersIn(cropNonEmptyMaskIfExists(8, { ignoreValues: [1] }), index)).has(7));
    }
    const places = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const step = cropNonEmptyMaskIfExists(8, { ignoreValues: [1, 7] });
      places.add(JSON.stringify((await augment(sample, step, { seed: 1, index })).draws));
    }
    assert.ok(places.size > 15);
  });
});

describe("draws", () => {
  test("the eight symmetries, and the four turns, are as likely", () => {
    const elements = tally(drawMany<{ element: string }>(d4(), 4000).map(({ element }) => element));
    assert.equal(elements.size, 8);
    assert.ok(chiSquaredDeviation([...elements.values()]) < 4);
    const turns = tally(
      drawMany<{ turns: number }>(randomRotate90({ p: 1 }), 4000).map(({ turns: count }) => `${count}`),
    );
    assert.equal(turns.size, 4);
    assert.ok(chiSquaredDeviation([...turns.values()]) < 4);
  });

  test("corners of randomPerspective move inwards, evenly up to half of the distortion", () => {
    const draws = drawMany<{ endpoints: [number, number][] }>(
      randomPerspective({ p: 1, distortionScale: 0.5 }),
      4000,
      imageOutline(400, 200),
    );
    const across = draws.flatMap(({ endpoints: [a, b, c, d] }) => [
      a?.[0],
      400 - (b?.[0] ?? 0),
      400 - (c?.[0] ?? 0),
      d?.[0],
    ]) as number[];
    const down = draws.flatMap(({ endpoints: [a, b, c, d] }) => [
      a?.[1],
      b?.[1],
      200 - (c?.[1] ?? 0),
      200 - (d?.[1] ?? 0),
    ]) as number[];
    assert.deepEqual([Math.min(...across), Math.max(...across), Math.min(...down), Math.max(...down)], [0, 100, 0, 50]);
    assert.ok(
      kolmogorovSmirnov(
        across.map((value) => (value + 0.5) / 101),
        (x) => x,
      ) < 2,
    );
  });
});

describe("poses", () => {
  const image = noise(80, 60);
  const person = boxes([[20, 10, 50, 50]], { format: "xyxy" });

  test("the box comes upright onto the canvas, widened to its aspect, with room around it", async () => {
    const points = keypoints(
      [
        [35, 30],
        [20, 10],
        [50, 50],
      ],
      { outside: "keep" },
    );
    const { image: result, points: moved } = await after(
      { image, person, points },
      topdownAffine([96, 72], { padding: 1.25 }),
    );
    assert.deepEqual([(result as Pixels).width, (result as Pixels).height], [72, 96]);
    // 30 × 40 has the canvas' aspect: 40 · 1.25 = 50 pixels are 96.
    const scale = 96 / 50;
    const want = [36, 48, 36 - 15 * scale, 48 - 20 * scale, 36 + 15 * scale, 48 + 20 * scale];
    for (const [i, value] of (moved as { data: Float32Array }).data.entries()) {
      assert.ok(Math.abs(value - (want[i] as number)) < 1e-3, `${value} for ${want[i]}`);
    }
  });

  test("a box that was turned comes upright: the picture turns the other way", async () => {
    const turned = boxes([[40, 30, 30, 20, 35]], { format: "cxcywhr" });
    const [c, s] = [Math.cos((35 * Math.PI) / 180), Math.sin((35 * Math.PI) / 180)];
    const points = keypoints([[40 + 10 * c, 30 - 10 * s]], { outside: "keep" });
    const { points: moved } = await after({ image, turned, points }, topdownAffine([40, 60], { padding: 1 }));
    const [x, y] = (moved as { data: Float32Array }).data as unknown as [number, number];
    assert.ok(Math.abs(x - 50) < 1e-3 && Math.abs(y - 20) < 1e-3, `${x}, ${y}`);
  });

  test("randomBBoxTransform changes the box alone, within its ranges", async () => {
    const draws = drawMany<{ shift: [number, number]; scale: number; degrees: number }>(
      randomBBoxTransform({ shiftProb: 1, scaleProb: 1, rotateProb: 1 }),
      4000,
    );
    assert.ok(draws.every(({ shift }) => shift.every((value) => Math.abs(value) <= 0.16)));
    assert.ok(draws.every(({ scale }) => scale >= 0.5 && scale <= 1.5));
    assert.ok(draws.every(({ degrees }) => Math.abs(degrees) <= 80));
    const half = draws.filter(({ degrees }) => Math.abs(degrees) < 40).length / 4000;
    // A normal number within two deviations lies within one with 0.6827 / 0.9545.
    assert.ok(Math.abs(half - 0.7152) < 0.03, `${half}`);
    const { image: same, person: box } = await after({ image, person }, randomBBoxTransform({ rotateProb: 1 }));
    assert.deepEqual((same as Pixels).data, image.data);
    assert.notDeepEqual((box as Boxes).data, person.data);
  });

  test("a turn of the box and topdownAffine move image and points together", async () => {
    const spot = new Uint8Array(80 * 60);
    for (let y = 0; y < 60; y++) {
      for (let x = 0; x < 80; x++) {
        spot[y * 80 + x] = Math.round(250 * Math.exp(-((x + 0.5 - 42) ** 2 + (y + 0.5 - 27) ** 2) / 4));
      }
    }
    const points = keypoints([[42, 27]], { outside: "keep" });
    const step = compose([randomBBoxTransform({ rotateProb: 1, shiftProb: 1, scaleProb: 0 }), topdownAffine([96, 72])]);
    for (let index = 0; index < 20; index++) {
      const sample = { image: pixels(spot, 80, 60, 1), person, points };
      const { image: result, points: moved } = await after(sample, step, index);
      const [x, y] = (moved as { data: Float32Array }).data as unknown as [number, number];
      if (x < 12 || y < 12 || x > 60 || y > 84) continue;
      let [sumX, sumY, mass] = [0, 0, 0];
      (result as Pixels).data.forEach((value, i) => {
        sumX += value * ((i % 72) + 0.5);
        sumY += value * (Math.floor(i / 72) + 0.5);
        mass += value;
      });
      assert.ok(Math.abs(sumX / mass - x) < 0.1 && Math.abs(sumY / mass - y) < 0.1, `${sumX / mass}, ${sumY / mass}`);
    }
  });

  test("randomHalfBody takes the points of a half that are labelled", async () => {
    const rows = Array.from({ length: 17 }, (_, i) => [20 + i, i < 11 ? 12 + i : 30 + i]);
    const v = rows.map((_, i) => (i === 0 ? 0 : 2));
    const points = keypoints(rows, { outside: "keep", visibility: "v", with: { v } });
    const halves = new Map<string, number>();
    for (let index = 0; index < 60; index++) {
      const step = randomHalfBody({ prob: 1, padding: 1 });
      const { person: box } = await after({ image, person, points }, step, index);
      const key = [...(box as Boxes).data].map((value) => Math.round(value * 10) / 10).join(" ");
      halves.set(key, (halves.get(key) ?? 0) + 1);
    }
    // Upper: rows 1 to 10 about their mean (25.5, 17.5), 9 × 9; lower: rows 11 to 16 about (33.5, 43.5), 5 × 5.
    assert.deepEqual([...halves.keys()].sort(), ["21 13 30 22", "31 41 36 46"]);
    const upper = halves.get("21 13 30 22") ?? 0;
    assert.ok(upper > 30 && upper < 55, `${upper} of 60`);
    const few = keypoints(rows.slice(0, 5), { outside: "keep" });
    const { person: kept } = await after({ image, person, points: few }, randomHalfBody({ prob: 1 }));
    assert.deepEqual((kept as Boxes).data, person.data);
  });
});

test("what is fused has the bytes of what is done step by step, pads among it", async () => {
  const steps = fc.array(
    fc.oneof(
      fc.constant("flip" as const),
      fc.record({
        padding: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5)),
        border: fc.constantFrom<"constant" | "edge" | "reflect" | "wrap">("constant", "edge", "reflect", "wrap"),
      }),
      fc.record({ x: fc.nat(6), y: fc.nat(6), cut: fc.nat(6) }),
    ),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const [width, height] = [16, 14];
      const sample = {
        image: pixels(bytes(width * height * 3), width, height),
        mask: mask(bytes(width * height, 2), width, height),
        points: keypoints([[7.5, 6.5]], { outside: "keep" }),
      };
      const list: Step[] = [];
      let canvas = { width, height };
      for (const one of plan) {
        if (one === "flip") list.push(horizontalFlip());
        else if ("padding" in one) {
          const { padding, border } = one;
          list.push(pad({ padding, border, fill: 9 }));
          canvas = { width: canvas.width + padding[0] + padding[2], height: canvas.height + padding[1] + padding[3] };
        } else {
          const x = Math.min(one.x, canvas.width - 1);
          const y = Math.min(one.y, canvas.height - 1);
          canvas = { width: Math.max(1, canvas.width - x - one.cut), height: Math.max(1, canvas.height - y - one.cut) };
          list.push(crop({ x, y, ...canvas }));
        }
      }
      let apart: Sample = sample;
      for (const step of list) apart = await after(apart, step);
      assert.deepEqual(await after(sample, compose(list)), apart);
    }),
    { numRuns: 120, seed: 6 },
  );
});
