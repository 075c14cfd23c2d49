import { resize } from "@millrace/core/image";
import { augment, type Dataset, type Image, type Pixels } from "millrace";
import sharp from "sharp";
import { augmentation } from "./policy.ts";

const tile = 160;
const gap = 6;
const augmented = 4;

/** Writes a PNG with one row for each of some samples: the original, then what four epochs make of it. */
export async function writeContactSheet(
  dataset: Dataset<{ image: Image }>,
  indices: readonly number[],
  seed: number,
  file: string,
): Promise<void> {
  const tiles: { input: Buffer; left: number; top: number }[] = [];
  for (const [row, index] of indices.entries()) {
    const { image } = await dataset.get(index);
    const original = (await augment({ image }, resize(tile), { seed })).sample.image as Pixels;
    tiles.push({ input: await png(original), left: gap, top: gap + row * (tile + gap) });
    for (let epoch = 0; epoch < augmented; epoch++) {
      const { sample } = await augment({ image }, augmentation, { seed, epoch, index });
      const left = gap + tile + 4 * gap + epoch * (tile + gap);
      tiles.push({ input: await png(sample.image as Pixels), left, top: gap + row * (tile + gap) });
    }
  }
  const width = gap + tile + 4 * gap + augmented * (tile + gap);
  const height = gap + indices.length * (tile + gap);
  await sharp({ create: { width, height, channels: 3, background: "#ffffff" } })
    .composite(tiles)
    .png()
    .toFile(file);
}

async function png({ data, width, height, channels }: Pixels): Promise<Buffer> {
  const raw = { width, height, channels: channels as 1 | 3 | 4 };
  return sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), { raw })
    .resize(tile, tile, { fit: "contain", background: "#f0f0f0" })
    .png()
    .toBuffer();
}
