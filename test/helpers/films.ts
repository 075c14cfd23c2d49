import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { Film } from "../fixtures/films.ts";
import { png } from "./encoded.ts";
import { temporaryFolder, texture } from "./photographs.ts";

/** Films of so many frames as files: JPEG, some turned by EXIF, some of them WebP, with masks of palette indices. */
export async function filmFiles(count: number, length = 3): Promise<readonly Film[]> {
  const folder = temporaryFolder();
  const films: Film[] = [];
  for (let i = 0; i < count; i++) {
    const [width, height] = [60 + (i % 3) * 8, 48 + (i % 2) * 6];
    const film: { frames: string[]; masks: string[] } = { frames: [], masks: [] };
    for (let at = 0; at < length; at++) {
      const picture = sharp(texture(width, height, 10 * i + at), { raw: { width, height, channels: 3 } });
      const isWebp = i % 3 === 2;
      const frame = join(folder, `${i}-${at}.${isWebp ? "webp" : "jpg"}`);
      if (isWebp) await picture.webp().toFile(frame);
      else await (i % 2 === 0 ? picture.withMetadata({ orientation: 6 }) : picture).jpeg({ quality: 90 }).toFile(frame);
      film.frames.push(frame);
      const values = Array.from({ length: width * height }, (_, pixel) => (pixel * (i + at + 3)) % 4);
      const palette = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255];
      const mask = join(folder, `${i}-${at}-m.png`);
      writeFileSync(mask, png({ width, height, depth: 2, colorType: 3 }, values, { palette }));
      film.masks.push(mask);
    }
    films.push(film);
  }
  return films;
}
