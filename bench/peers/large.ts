import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";

/** The photographs of pipeline (e): enlarged to 2048 pixels on the long edge, JPEG of quality 90, kept in a cache. */
export async function largePhotographs(files: readonly string[], cache: string): Promise<string[]> {
  mkdirSync(cache, { recursive: true });
  const large: string[] = [];
  for (const file of files) {
    const path = join(cache, `${createHash("sha256").update(file).digest("hex").slice(0, 16)}.jpg`);
    if (!existsSync(path)) {
      await sharp(file)
        .autoOrient()
        .toColourspace("srgb")
        .resize(2048, 2048, { fit: "inside", kernel: "cubic" })
        .jpeg({ quality: 90 })
        .toFile(`${path}.part`);
      renameSync(`${path}.part`, path);
    }
    large.push(path);
  }
  return large;
}
