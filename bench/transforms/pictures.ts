import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pixels, pixels } from "@millrace/core";
import sharp from "sharp";

/** About a fifth of a megapixel, as photographs of ImageNet have. */
const wantedPixels = 200_000;

/** The photographs of a folder as RGB of about 0.2 megapixels, decoded once; larger ones are shrunk. */
export async function loadPictures(folder: string, most: number): Promise<Pixels<Uint8Array>[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort()
    .slice(0, most);
  const pictures: Pixels<Uint8Array>[] = [];
  for (const file of files) {
    const image = sharp(join(folder, file), { ignoreIcc: true }).toColourspace("srgb").removeAlpha();
    const { width = 1, height = 1 } = await image.metadata();
    const factor = Math.min(1, Math.sqrt(wantedPixels / (width * height)));
    const resized = factor < 1 ? image.resize(Math.round(width * factor)) : image;
    const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) continue;
    pictures.push(pixels(new Uint8Array(data), info.width, info.height));
  }
  if (pictures.length === 0) throw new Error(`${folder} holds no photographs (.jpg, .png)`);
  return pictures;
}

/** The pictures as raw files with a list of them, for a process of another language; deleted when it is disposed. */
export function shareRaw(pictures: readonly Pixels<Uint8Array>[]): {
  readonly listing: string;
  [Symbol.dispose](): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "millrace-pictures-"));
  const entries = pictures.map(({ data, width, height, channels }, i) => {
    const path = join(folder, `${i}.rgb`);
    writeFileSync(path, data);
    return { path, width, height, channels };
  });
  const listing = join(folder, "pictures.json");
  writeFileSync(listing, JSON.stringify(entries));
  return { listing, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
