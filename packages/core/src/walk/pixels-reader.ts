import { show } from "../check.ts";
import { mostChannels } from "../fields/image.ts";
import type { MaskPixels, Pixels } from "../fields/index.ts";
import { KeptPixels } from "../kept-pixels.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import { kindNamed, kindOf } from "../kinds/index.ts";
import type { Picture } from "../kinds/kind.ts";
import type {
  FieldReader,
  PixelSource,
  ReadableClip,
  ReadableField,
  ReadableFields,
  Rectangle,
} from "../pixel-source.ts";
import { frameName, framesOf, readableClip } from "./read-clip.ts";

/** Opens decoded fields only: what the core can do without a codec, in a browser for example. */
export const pixelsReader: FieldReader = {
  read(sample): ReadableFields {
    const fields: Record<string, ReadableField | ReadableClip> = {};
    for (const [name, value] of Object.entries(sample)) {
      const kind = kindOf(value);
      if (kind === undefined || kindNamed(kind).picture === undefined) continue;
      const frames = framesOf(name, kind, value);
      if (frames === undefined) fields[name] = decodedOnly(value as object, name);
      else {
        const opened = frames.map((frame, at) => decodedOnly(frame, frameName(name, at)));
        fields[name] = readableClip(name, kind as ReadableClip["kind"], opened);
      }
    }
    return fields;
  },
};

function decodedOnly(value: object, name: string): ReadableField {
  if ("data" in value) return readDecoded(value as Pixels | MaskPixels, name);
  throw new TypeError(
    `the field "${name}" is encoded, and nothing here can decode it; use augment of "millrace", or pass pixels(…)`,
  );
}

/**
 * A decoded image or mask as a field that can be opened. Its data is copied, never changed.
 *
 * @throws RangeError where the stated size is not that of the data: what a user's function returns was made by no
 * constructor, and kernels would read beyond it.
 */
export function readDecoded(field: Pixels | MaskPixels, name?: string): ReadableField {
  if (field instanceof KeptPixels) return readKept(field);
  const channels = "channels" in field ? field.channels : 1;
  const { width, height, data } = field;
  checkDecoded(field, channels, name);
  const type = data instanceof Float32Array ? "float32" : data instanceof Uint16Array ? "uint16" : "uint8";
  return {
    kind: field.kind,
    width,
    height,
    channels,
    type,
    open: ({ region = { x: 0, y: 0, width, height } }) => decodedSource(field, channels, type, region),
  };
}

/** One that lies in kernel memory is read where it lies, whatever window of it is wanted. */
function readKept(field: KeptPixels): ReadableField {
  const { width, height, channels, type } = field;
  const region = { x: 0, y: 0, width, height };
  return {
    kind: "image",
    width,
    height,
    channels,
    type,
    open: () => ({
      width,
      height,
      scale: 1,
      region,
      load(memory) {
        const pointer = field.pointerIn(memory);
        if (pointer === undefined) return decodedSource(field, channels, type, region).load(memory);
        return { pointer, width, height, channels, type };
      },
    }),
  };
}

function checkDecoded({ kind, width, height, data }: Pixels | MaskPixels, channels: number, name?: string): void {
  const whole =
    [width, height, channels].every((size) => Number.isInteger(size) && size >= 1) && channels <= mostChannels;
  const { wide, annotates } = kindNamed(kind).picture as Picture;
  const place = name === undefined ? `this ${kind}` : `the ${kind} "${name}"`;
  const types = [Uint8Array, ...wide];
  if (!(data instanceof Uint8ClampedArray || types.some((type) => data instanceof type))) {
    const allowed = types.map((type) => type.name);
    throw new TypeError(
      `${place} must hold a ${allowed.slice(0, -1).join(", a ")} or a ${allowed.at(-1)}, got ${show(data)}`,
    );
  }
  if (whole && data.length === width * height * channels) return;
  const size = annotates ? `${width} × ${height}` : `${width} × ${height} × ${channels}`;
  throw new RangeError(
    whole
      ? `${place} states ${size} pixels, which are ${width * height * channels} values, and holds ${data.length}`
      : `${place} states ${size} pixels; sizes are whole numbers from 1, and channels 1 to ${mostChannels}`,
  );
}

function decodedSource(
  field: Pixels | MaskPixels,
  channels: number,
  type: ReadableField["type"],
  region: Rectangle,
): PixelSource {
  return {
    width: region.width,
    height: region.height,
    scale: 1,
    region,
    load(memory: KernelMemory) {
      const { width } = field;
      const pixelBytes = channels * field.data.BYTES_PER_ELEMENT;
      const rowBytes = region.width * pixelBytes;
      const pointer = memory.allocate(rowBytes * region.height);
      // After the allocation: pixels that are kept in this memory may have moved with it.
      const { data } = field;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const target = memory.bytesAt(pointer, rowBytes * region.height);
      if (region.width === width) {
        const start = region.y * width * pixelBytes;
        target.set(bytes.subarray(start, start + target.length));
      } else {
        for (let row = 0; row < region.height; row++) {
          const start = ((region.y + row) * width + region.x) * pixelBytes;
          target.set(bytes.subarray(start, start + rowBytes), row * rowBytes);
        }
      }
      return { pointer, width: region.width, height: region.height, channels, type };
    },
  };
}
