import { readFile } from "node:fs/promises";
import { augment, imageFile, type Step } from "millrace";
import sharp from "sharp";

/** A crop with its flip, drawn ahead as Millrace draws it, so that both sides do the same work. */
export interface Crop {
  readonly path: string;
  readonly region: { left: number; top: number; width: number; height: number };
  readonly flip: boolean;
}

/** Draws a crop for each file; `transform` is a randomResizedCrop followed by a randomHorizontalFlip. */
export async function drawCrops(
  files: readonly string[],
  count: number,
  transform: Step,
  seed: number,
): Promise<Crop[]> {
  const crops: Crop[] = [];
  for (let index = 0; index < count; index++) {
    const path = files[index % files.length] as string;
    const { draws } = await augment({ image: imageFile(path) }, transform, { seed, index });
    const { chosen } = draws as unknown as {
      chosen: [{ draw: { x: number; y: number; width: number; height: number } }, { draw: { flip: boolean } }];
    };
    const [
      { draw: crop },
      {
        draw: { flip },
      },
    ] = chosen;
    crops.push({ path, region: { left: crop.x, top: crop.y, width: crop.width, height: crop.height }, flip });
  }
  return crops;
}

const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

/**
 * The loop that one writes with sharp alone: four images in flight, the same crops, the same filter, ICC profiles
 * ignored, normalised in JavaScript into the batch's array.
 */
export async function plainSharpLoop(
  crops: readonly Crop[],
  batchSize: number,
  step: (batch: Float32Array) => unknown,
): Promise<void> {
  const size = 224 * 224 * 3;
  for (let start = 0; start < crops.length; start += batchSize) {
    const rows = crops.slice(start, start + batchSize);
    const batch = new Float32Array(rows.length * size);
    let next = 0;
    const lane = async () => {
      while (next < rows.length) {
        const row = next++;
        const { path, region, flip } = rows[row] as Crop;
        let image = sharp(await readFile(path), { ignoreIcc: true })
          .extract(region)
          .resize(224, 224, { fit: "fill", kernel: "linear" })
          .removeAlpha()
          .toColourspace("srgb");
        if (flip) image = image.flop();
        const data = await image.raw().toBuffer();
        const offset = row * size;
        for (let i = 0; i < size; i += 3) {
          batch[offset + i] = ((data[i] as number) / 255 - mean[0]) / deviation[0];
          batch[offset + i + 1] = ((data[i + 1] as number) / 255 - mean[1]) / deviation[1];
          batch[offset + i + 2] = ((data[i + 2] as number) / 255 - mean[2]) / deviation[2];
        }
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    await step(batch);
  }
}
