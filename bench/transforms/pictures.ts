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

/** What pictures of the bench hold: RGB of 8 bits, nine bands of 8 bits, or RGB of 16 bits. */
export type PictureForm = "rgb" | "bands" | "deep";

/** Photographs in another form: bands are the colors of pixels some way on; the lower bytes of 16 bits are like noise. */
export function inForm(pictures: readonly Pixels<Uint8Array>[], form: PictureForm): readonly Pixels[] {
  if (form === "rgb") return pictures;
  return pictures.map(({ width, height, data }) => {
    const count = width * height;
    if (form === "deep") {
      const shorts = Uint16Array.from(data, (level, i) => (level << 8) | ((level * 37 + i * 11) & 255));
      return pixels(shorts, width, height);
    }
    const bands = new Uint8Array(count * 9);
    for (let i = 0; i < count; i++) {
      for (let band = 0; band < 9; band++) {
        const from = (i + 7 * Math.floor(band / 3)) % count;
        bands[9 * i + band] = data[3 * from + (band % 3)] as number;
      }
    }
    return pixels(bands, width, height, 9);
  });
}

/** The pictures as raw files with a list of them, for a process of another language; deleted when it is disposed. */
export function shareRaw(pictures: readonly Pixels[]): {
  readonly listing: string;
  [Symbol.dispose](): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "millrace-pictures-"));
  const entries = pictures.map(({ data, width, height, channels }, i) => {
    const path = join(folder, `${i}.raw`);
    writeFileSync(path, data);
    return { path, width, height, channels, type: data instanceof Uint16Array ? "uint16" : "uint8" };
  });
  const listing = join(folder, "pictures.json");
  writeFileSync(listing, JSON.stringify(entries));
  return { listing, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
