import { crc32, deflateSync } from "node:zlib";
import type { DecodeRequest, FieldReader } from "@millrace/core";
import { KernelMemory } from "@millrace/core/engine";
import { createFieldReader } from "../../src/decode/reader.ts";

const memory = new KernelMemory();

/** A field of a sample as the reader delivers it, with its elements as plain bytes and numbers. */
export async function decodeField(
  sample: Record<string, unknown>,
  name: string,
  request: DecodeRequest = {},
  reader: FieldReader = createFieldReader(),
) {
  const field = (await reader.read(sample))[name];
  if (field === undefined || "frames" in field) throw new Error(`no field ${name}`);
  const source = await field.open(request);
  const mark = memory.mark();
  const { pointer, width, height, channels, type } = source.load(memory);
  const size = type === "uint16" ? 2 : type === "float32" ? 4 : 1;
  const bytes = memory.bytesAt(pointer, width * height * channels * size).slice();
  memory.release(mark);
  const values = type === "uint16" ? [...new Uint16Array(bytes.buffer)] : [...bytes];
  return { field, source, width, height, channels, type, bytes, values };
}

/** One PNG file, filter 0 to 4 in turn. `values` are one or more a pixel, each of `depth` bits. */
export function png(
  { width, height, depth, colorType }: { width: number; height: number; depth: number; colorType: 0 | 2 | 3 | 4 | 6 },
  values: readonly number[],
  { interlaced = false, palette }: { interlaced?: boolean; palette?: readonly number[] } = {},
): Buffer {
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colorType];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlaced ? 1 : 0], 8);
  const passes = interlaced
    ? ["0088", "4088", "0448", "2044", "0224", "1022", "0112"].map((pass) => [...pass].map(Number))
    : [[0, 0, 1, 1]];
  const rows: Buffer[] = [];
  for (const [x0, y0, stepX, stepY] of passes as [number, number, number, number][]) {
    let before: Buffer | undefined;
    for (let y = y0; y < height; y += stepY) {
      const bits: string[] = [];
      for (let x = x0; x < width; x += stepX) {
        for (let c = 0; c < channels; c++) {
          bits.push((values[(y * width + x) * channels + c] as number).toString(2).padStart(depth, "0"));
        }
      }
      const row = Buffer.from(
        (bits.join("").match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)),
      );
      if (row.length === 0) continue;
      before ??= Buffer.alloc(row.length);
      rows.push(filtered(rows.length % 5, row, before, Math.max(1, (depth * channels) / 8)));
      before = row;
    }
  }
  const chunks = [chunk("IHDR", header)];
  if (palette !== undefined) chunks.push(chunk("PLTE", Buffer.from(palette)));
  const data = deflateSync(Buffer.concat(rows));
  const half = data.length >> 1;
  chunks.push(
    chunk("IDAT", data.subarray(0, half)),
    chunk("IDAT", data.subarray(half)),
    chunk("IEND", Buffer.alloc(0)),
  );
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function filtered(filter: number, row: Buffer, before: Buffer, step: number): Buffer {
  const result = Buffer.alloc(row.length + 1);
  result[0] = filter;
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : (row[i - step] as number);
    const above = before[i] as number;
    const corner = i < step ? 0 : (before[i - step] as number);
    const predictor = left + above - corner;
    const nearest = [left, above, corner].reduce((best, value) =>
      Math.abs(predictor - value) < Math.abs(predictor - best) ? value : best,
    );
    const guess = [0, left, above, (left + above) >> 1, nearest][filter] as number;
    result[i + 1] = ((row[i] as number) - guess) & 255;
  }
  return result;
}

/** One uncompressed TIFF file of one strip. Values of more than a byte are little-endian in `data`. */
export function tiff(
  tags: { width: number; height: number; bits: number; photometric: number; samples?: number } & {
    format?: number;
    orientation?: number;
    colorMap?: readonly number[];
  },
  data: Uint8Array,
): Buffer {
  const { width, height, bits, photometric, samples = 1, format = 1, orientation = 1, colorMap } = tags;
  const extra: Buffer[] = [];
  let end = 8 + data.length;
  const longer = (numbers: readonly number[]) => {
    const at = end;
    extra.push(Buffer.from(Uint16Array.from(numbers).buffer));
    end += numbers.length * 2;
    return at;
  };
  const bitsAt = samples > 2 ? longer(new Array(samples).fill(bits)) : bits + (samples === 2 ? bits * 65536 : 0);
  const entries: [tag: number, type: 3 | 4, count: number, value: number][] = [
    [256, 3, 1, width],
    [257, 3, 1, height],
    [258, 3, samples, bitsAt],
    [259, 3, 1, 1],
    [262, 3, 1, photometric],
    [273, 4, 1, 8],
    [274, 3, 1, orientation],
    [277, 3, 1, samples],
    [278, 3, 1, height],
    [279, 4, 1, data.length],
  ];
  if (colorMap !== undefined) entries.push([320, 3, colorMap.length, longer(colorMap)]);
  entries.push([339, 3, 1, format]);
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], i) => {
    directory.writeUInt16LE(tag, 2 + i * 12);
    directory.writeUInt16LE(type, 4 + i * 12);
    directory.writeUInt32LE(count, 6 + i * 12);
    directory.writeUInt32LE(value, 10 + i * 12);
  });
  const start = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  start.writeUInt32LE(end, 4);
  return Buffer.concat([start, data, ...extra, directory]);
}
