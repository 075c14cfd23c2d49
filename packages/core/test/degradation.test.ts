import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type Pixels, pixels } from "@millrace/core";
import { downscale, jpeg, randomDownscale, randomJpeg } from "@millrace/core/image";
import { jpeg as code } from "../src/kernels/pixel/jpeg.ts";
import { drawMany } from "./helpers/draws.ts";
import { noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov } from "./helpers/statistics.ts";
import { download, testMemory, upload } from "./kernels-support.ts";

async function after(image: Pixels, step: Parameters<typeof augment>[1]): Promise<Pixels> {
  return (await augment({ image }, step, { seed: 1 })).sample.image as Pixels;
}

/** A picture of some of the channels of another. */
function some({ width, height, channels, data }: Pixels, first: number, count: number): Pixels {
  const chosen = data.filter((_: number, at: number) => at % channels >= first && at % channels < first + count);
  return pixels(chosen as Uint8Array<ArrayBuffer>, width, height, count);
}

describe("jpeg", () => {
  test("alpha stays, and the colors beside it are coded as without it", async () => {
    for (const channels of [2, 4]) {
      const image = noise(37, 21, channels);
      const got = await after(image, jpeg(20));
      assert.deepEqual(some(got, channels - 1, 1).data, some(image, channels - 1, 1).data);
      const alone = await after(some(image, 0, channels - 1), jpeg(20));
      assert.deepEqual(some(got, 0, channels - 1).data, alone.data);
    }
  });

  test("writes the picture and nothing else, whatever its size", () => {
    for (const channels of [1, 2, 3, 4]) {
      for (const [width, height] of [
        [1, 1],
        [2, 5],
        [4, 4],
        [5, 2],
        [16, 16],
        [17, 33],
        [31, 7],
      ] as const) {
        const memory = testMemory();
        memory.bytesAt(memory.allocate(64), 64).fill(0xa5);
        const picture = noise(width, height, channels);
        const raster = upload(memory, picture);
        const after = memory.allocate(64);
        memory.bytesAt(after, 64).fill(0xa5);
        const end = memory.mark();
        code(memory, raster, 30);
        assert.equal(memory.mark(), end, "nothing stays on the arena");
        const bytes = width * height * channels;
        assert.deepEqual(new Set(memory.bytesAt(raster.pointer - 64, 64)), new Set([0xa5]));
        assert.deepEqual(new Set(memory.bytesAt(after, 64)), new Set([0xa5]));
        const padding = memory.bytesAt(raster.pointer + bytes, after - raster.pointer - bytes);
        assert.equal(
          padding.every((byte) => byte === 0),
          true,
        );
        // Again, where the scratch is full of other numbers.
        const first = download(memory, raster);
        memory.bytesAt(raster.pointer, bytes).set(picture.data);
        memory.bytesAt(end, memory.bytes - end).fill(0x5a);
        code(memory, raster, 30);
        assert.deepEqual(download(memory, raster), first);
      }
    }
  });

  test("qualities are drawn evenly, both ends included", () => {
    type Draw = { quality: number } | null;
    const qualities = drawMany<Draw>(randomJpeg({ quality: [40, 49] }), 3000).map((one) => one?.quality);
    const counts = Array.from({ length: 10 }, (_, at) => qualities.filter((one) => one === 40 + at).length);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      3000,
    );
    assert.ok(chiSquaredDeviation(counts) < 4);
    const rare = drawMany<Draw>(randomJpeg({ p: 0.3 }), 3000).filter((one) => one !== null).length;
    assert.ok(Math.abs(rare / 3000 - 0.3) < 0.034);
  });
});

describe("downscale", () => {
  test("a scale of one is no change, whatever the filter", async () => {
    const image = noise(23, 17);
    for (const filter of ["nearest", "bilinear", "bicubic"] as const) {
      const got = await after(image, downscale(1, { down: filter, up: filter }));
      assert.deepEqual(got.data, image.data);
    }
  });

  test("interpolated both ways a gray stays, and a step becomes smooth", async () => {
    const step = pixels(
      Uint8Array.from({ length: 64 * 8 }, (_, at) => (at % 64 < 32 ? 40 : 200)),
      64,
      8,
      1,
    );
    const smooth = await after(step, downscale(0.25, { down: "bilinear", up: "bilinear" }));
    const row = [...smooth.data.subarray(0, 64)];
    assert.ok(row.every((level, at) => at === 0 || level >= (row[at - 1] as number)));
    assert.deepEqual([row[0], row[63]], [40, 200]);
    assert.ok(new Set(row).size > 4);
    const blocks = await after(step, downscale(0.25));
    assert.deepEqual(new Set(blocks.data), new Set([40, 200]));
  });

  test("shrinks by one filter and grows by the other", async () => {
    const image = noise(32, 16, 1);
    const means = await after(image, downscale(0.25, { down: "bilinear", up: "nearest" }));
    const block = [0, 1, 2, 3].flatMap((y) => [...means.data.subarray(y * 32, y * 32 + 4)]);
    assert.equal(new Set(block).size, 1, "blocks of one level");
    // Means of noise lie nearer to its middle than noise does.
    const spread = (data: ArrayLike<number>) => Math.max(...Array.from(data)) - Math.min(...Array.from(data));
    assert.ok(spread(means.data) < 0.7 * spread(image.data));
    const smooth = await after(image, downscale(0.25, { down: "nearest", up: "bilinear" }));
    assert.ok(new Set(smooth.data).size > new Set(means.data).size);
  });

  test("scales are drawn evenly, with the probability p", () => {
    type Draw = { scale: number } | null;
    const drawn = drawMany<Draw>(randomDownscale({ scale: [0.2, 0.8], p: 0.5 }), 3000).filter((one) => one !== null);
    assert.ok(Math.abs(drawn.length / 3000 - 0.5) < 0.037);
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ scale }) => scale),
        (x) => (x - 0.2) / 0.6,
      ) < 1.95,
    );
  });
});
