import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import type { Stage } from "millrace";
import sharp from "sharp";
import { texture } from "./photographs.ts";

/** A file that is no image, with what is to be said of it. */
export interface BadFile {
  readonly path: string;
  readonly stage: Stage;
  readonly reason: RegExp;
}

export async function goodFile(folder: string, seed: number): Promise<string> {
  const path = join(folder, `good-${seed}.jpg`);
  writeFileSync(path, await jpeg(seed));
  return path;
}

/** All sorts of files that are called like images. */
export async function badFiles(folder: string): Promise<readonly BadFile[]> {
  const whole = await jpeg(99);
  const contents: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
    "truncated.jpg": [whole.subarray(0, Math.floor(whole.length / 2)), /the JPEG data are truncated or damaged/],
    "empty.jpg": [new Uint8Array(0), /the file is empty/],
    "text.jpg": [Buffer.from("This is a text and no photograph.\n"), /not an image that can be decoded/],
    "nothing.jpg": [resized(whole, 0, 0), /the JPEG data are truncated or damaged/],
    "huge.jpg": [resized(whole, 30_000, 30_000), /30,?000 × 30,?000/],
    "nothing.png": [png(0, 0, new Uint8Array(0)), /the PNG data are truncated or damaged/],
    // 2 GB of zeros in 2 MB would come of this.
    "bomb.png": [png(40_000, 40_000, new Uint8Array(1e6)), /40,?000 × 40,?000/],
    "damaged.png": [png(64, 64, new Uint8Array(100)), /the PNG data are truncated or damaged/],
  };
  const bad: BadFile[] = Object.entries(contents).map(([name, [bytes, reason]]) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return { path, stage: "decode", reason };
  });
  bad.push({ path: join(folder, "vanished.jpg"), stage: "read", reason: /no such file/ });
  mkdirSync(join(folder, "folder.jpg"));
  bad.push({ path: join(folder, "folder.jpg"), stage: "read", reason: /this is a folder, not a file/ });
  if (process.platform !== "win32") {
    execFileSync("mkfifo", [join(folder, "pipe.jpg")]);
    bad.push({ path: join(folder, "pipe.jpg"), stage: "read", reason: /this is a pipe/ });
  }
  // Nothing is forbidden to root.
  if (process.getuid?.() !== 0 && process.platform !== "win32") {
    const path = join(folder, "forbidden.jpg");
    writeFileSync(path, whole);
    chmodSync(path, 0);
    bad.push({ path, stage: "read", reason: /no permission/ });
  }
  return bad;
}

async function jpeg(seed: number): Promise<Buffer> {
  const raw = { width: 40, height: 30, channels: 3 as const };
  return sharp(texture(40, 30, seed), { raw })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A JPEG whose header says another size. */
function resized(bytes: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(bytes);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** A grey PNG that says so much of itself and holds these bytes. */
function png(width: number, height: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(data)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
