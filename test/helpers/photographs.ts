import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import sharp from "sharp";

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bytes that look like a photograph's: smooth, with some texture; the same for the same seed. */
export function texture(width: number, height: number, seed: number, channels = 3): Buffer {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const wave = 60 * Math.sin((x + seed * 7) / (5 + channel)) + 50 * Math.cos((y * (channel + 1)) / 9 + seed);
        data[(y * width + x) * channels + channel] = 128 + wave + ((x * 13 + y * 7 + seed) % 17);
      }
    }
  }
  return data;
}

/** A folder of JPEG files in class sub-folders, sizes about 90 × 70. */
export async function photographFolder(count = 24, classes = 3): Promise<string> {
  const folder = temporaryFolder();
  const jobs: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const directory = join(folder, `class-${i % classes}`);
    mkdirSync(directory, { recursive: true });
    const [width, height] = [80 + (i % 5) * 6, 60 + (i % 4) * 5];
    const raw = { width, height, channels: 3 as const };
    const file = join(directory, `${String(i).padStart(3, "0")}.jpg`);
    jobs.push(
      sharp(texture(width, height, i), { raw })
        .jpeg({ quality: 90 })
        .toFile(file),
    );
  }
  await Promise.all(jobs);
  return folder;
}
