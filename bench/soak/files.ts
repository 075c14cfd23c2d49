import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "millrace";
import sharp from "sharp";

/** What a sample is that cannot be had; these belong to the data, and come in a quiet run too. */
export const badKinds = [
  "truncated JPEG",
  "file of zero bytes",
  "text named .jpg",
  "FIFO",
  "directory",
  "vanished file",
  "a get that throws",
  "a get that rejects late",
  "a step that traps",
] as const;
export type BadKind = (typeof badKinds)[number];

/** A photograph, or what is called so. */
export interface PictureFile {
  readonly path: string;
  readonly kind: BadKind | "photograph";
}

/** Small photographs, every eighth of which is bad in one of all ways in turn. */
export async function makeFiles(folder: string, count: number, random: Random): Promise<PictureFile[]> {
  const files: PictureFile[] = [];
  for (let i = 0; i < count; i++) {
    const kind = i % 8 === 5 ? (badKinds[Math.floor(i / 8) % badKinds.length] as BadKind) : "photograph";
    const path = join(folder, `${String(i).padStart(3, "0")}.jpg`);
    const whole = await photograph(random);
    makeFile(path, kind, whole);
    files.push({ path, kind });
  }
  return files;
}

async function photograph(random: Random): Promise<Buffer> {
  const [width, height] = [36 + random.integer(16), 30 + random.integer(12)];
  const data = new Uint8Array(width * height * 3);
  const [across, down] = [random.uniform(1, 5), random.uniform(1, 5)];
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    data[i] = (across * x + down * y * ((i % 3) + 1)) % 256;
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

function makeFile(path: string, kind: PictureFile["kind"], whole: Buffer): void {
  if (kind === "vanished file") return;
  if (kind === "directory") mkdirSync(path);
  else if (kind === "FIFO" && process.platform !== "win32") execFileSync("mkfifo", [path]);
  else if (kind === "truncated JPEG") writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
  else if (kind === "file of zero bytes") writeFileSync(path, "");
  else if (kind === "text named .jpg") writeFileSync(path, "This is a text and no photograph.\n");
  else writeFileSync(path, whole);
}
