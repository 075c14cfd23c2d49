import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { balloons } from "./scenes/balloons.ts";
import { city } from "./scenes/city.ts";
import { flowers } from "./scenes/flowers.ts";
import { forest } from "./scenes/forest.ts";
import { type Dice, diceFor, type Scene } from "./scenes/scene.ts";
import { sea } from "./scenes/sea.ts";
import { sunset } from "./scenes/sunset.ts";

const scenes = { balloons, city, flowers, forest, sea, sunset } satisfies Record<string, Scene>;
export type SceneName = keyof typeof scenes;

export interface PhotographOptions {
  /** How many, over all classes. Default 96. */
  readonly count?: number;
  /** Default: all six. */
  readonly classes?: readonly SceneName[];
  /** The same seed draws the same pictures. Default 1. */
  readonly seed?: number;
}

/**
 * Draws photographs of a kind into class sub-folders of a folder: about 500 × 375 pixels and 60–120 kB, as varied as a
 * found collection. Most are JPEG, a few PNG and WebP; some are upright, some grey, some lie on their side and say so
 * in EXIF.
 */
export async function makePhotographs(
  folder: string,
  { count = 96, classes = Object.keys(scenes) as SceneName[], seed = 1 }: PhotographOptions = {},
): Promise<void> {
  for (const name of classes) await mkdir(join(folder, name), { recursive: true });
  const draw = async (index: number) => {
    const name = classes[index % classes.length]!;
    const number = String(Math.floor(index / classes.length) + 1).padStart(3, "0");
    const { bytes, extension } = await photograph(scenes[name], index, diceFor(seed * 100_003 + index));
    await writeFile(join(folder, name, `${name}-${number}.${extension}`), bytes);
  };
  // A few at a time: enough for sharp's threads, and not all pictures in memory at once.
  for (let start = 0; start < count; start += 8) {
    await Promise.all(Array.from({ length: Math.min(8, count - start) }, (_, i) => draw(start + i)));
  }
}

async function photograph(scene: Scene, index: number, dice: Dice): Promise<{ bytes: Buffer; extension: string }> {
  const long = dice.whole(460, 540);
  const short = Math.round(long * dice.one([0.75, 0.75, 0.67]));
  const upright = dice.chance(0.22);
  const [width, height] = upright ? [short, long] : [long, short];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${scene(dice, width, height)}</svg>`;
  const drawn = await sharp(Buffer.from(svg)).blur(0.6).removeAlpha().raw().toBuffer();
  develop(drawn, width, height, dice);
  let image = sharp(drawn, { raw: { width, height, channels: 3 } });
  if (index % 17 === 5) image = image.greyscale();
  else if (index % 11 === 3) image = await onItsSide(image, dice.one([3, 6, 8] as const));
  if (index % 19 === 7) return { bytes: await image.png({ compressionLevel: 5 }).toBuffer(), extension: "png" };
  if (index % 13 === 9) return { bytes: await image.webp({ quality: 90, effort: 2 }).toBuffer(), extension: "webp" };
  const bytes = await image.jpeg({ quality: dice.whole(90, 94), chromaSubsampling: "4:2:0" }).toBuffer();
  return { bytes, extension: "jpg" };
}

/** The picture as a tilted camera stores it, with the EXIF orientation that sets it upright again. */
async function onItsSide(image: Sharp, orientation: 3 | 6 | 8): Promise<Sharp> {
  const angle = { 3: 180, 6: 270, 8: 90 }[orientation];
  const { data, info } = await image.rotate(angle).raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } }).withMetadata({ orientation });
}

/** What makes a drawing look taken: grain, uneven light and darker corners. Works in place. */
function develop(rgb: Buffer, width: number, height: number, dice: Dice): void {
  const strength = dice.between(9, 14);
  const patches = Array.from({ length: 24 * 24 }, () => dice.between(-6, 6));
  let state = dice.whole(0, 2 ** 31);
  let grain = 0;
  for (let y = 0; y < height; y++) {
    const light = lightOfRow(patches, (y / height) * 22);
    for (let x = 0; x < width; x++) {
      // Numerical Recipes' generator: one multiplication a pixel, where the dice would take most of the time.
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      // A grain is not one pixel wide: each takes over half of its neighbour's value.
      grain = grain * 0.5 + (state / 2 ** 31) * strength;
      const corner = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 34;
      const across = (x / width) * 22;
      const column = Math.floor(across);
      const right = across - column;
      const change = grain + light[column]! * (1 - right) + light[column + 1]! * right - corner;
      const at = (y * width + x) * 3;
      for (let c = at; c < at + 3; c++) rgb[c] = Math.max(0, Math.min(255, rgb[c]! + change));
    }
  }
}

/** A row between the values of a 24 × 24 grid, so that its squares do not show. */
function lightOfRow(grid: readonly number[], y: number): number[] {
  const row = Math.floor(y);
  const down = y - row;
  return Array.from({ length: 24 }, (_, x) => grid[row * 24 + x]! * (1 - down) + grid[row * 24 + 24 + x]! * down);
}
