import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { Page } from "../fixtures/album.ts";
import { png } from "./encoded.ts";
import { temporaryFolder, texture } from "./photographs.ts";

/** Pictures of all sorts: JPEG with and without an EXIF orientation, WebP and PNG; masks of palette indices and of 16 bits. */
export async function albumPages(count: number): Promise<readonly Page[]> {
  const folder = temporaryFolder();
  const pages: Page[] = [];
  for (let i = 0; i < count; i++) {
    const [width, height] = [60 + (i % 3) * 8, 48 + (i % 2) * 6];
    const picture = sharp(texture(width, height, i), { raw: { width, height, channels: 3 } });
    const kind = i % 4 === 3 ? "webp" : i % 4 === 2 ? "png" : "jpg";
    const page = {
      image: join(folder, `${i}.${kind}`),
      mask: join(folder, `${i}-m.png`),
      ids: join(folder, `${i}-i.png`),
    };
    if (kind === "jpg") {
      const turned = i % 8 < 4 ? picture.withMetadata({ orientation: 6 }) : picture;
      await turned.jpeg({ quality: 90 }).toFile(page.image);
    } else await (kind === "webp" ? picture.webp() : picture.png()).toFile(page.image);
    const values = (most: number) => Array.from({ length: width * height }, (_, at) => (at * (i + 3)) % most);
    const palette = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255];
    writeFileSync(page.mask, png({ width, height, depth: 2, colorType: 3 }, values(4), { palette }));
    writeFileSync(page.ids, png({ width, height, depth: 16, colorType: 0 }, values(60_000)));
    pages.push(page);
  }
  return pages;
}
