import {
  type Image,
  isDecodedImage,
  isDecodedMask,
  kindOf,
  type Mask,
  type MaskPixels,
  type Pixels,
} from "../fields/index.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { FieldReader, PixelSource, ReadableField, ReadableFields, Rectangle } from "../pixel-source.ts";

/** Opens decoded fields only: what the core can do without a codec, in a browser for example. */
export const pixelsReader: FieldReader = {
  read(sample): ReadableFields {
    const fields: Record<string, ReadableField> = {};
    for (const [name, value] of Object.entries(sample)) {
      const kind = kindOf(value);
      if (kind !== "image" && kind !== "mask") continue;
      const decoded = kind === "image" ? isDecodedImage(value as Image) : isDecodedMask(value as Mask);
      if (!decoded) {
        throw new TypeError(
          `the field "${name}" is encoded, and nothing here can decode it; use augment of "millrace", or pass pixels(…)`,
        );
      }
      fields[name] = readDecoded(value as Pixels | MaskPixels);
    }
    return fields;
  },
};

/** A decoded image or mask as a field that can be opened. Its data is copied, never changed. */
export function readDecoded(field: Pixels | MaskPixels): ReadableField {
  const channels = field.kind === "image" ? field.channels : 1;
  const { width, height, data } = field;
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

function decodedSource(
  { data, width }: Pixels | MaskPixels,
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
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const pixelBytes = channels * data.BYTES_PER_ELEMENT;
      const rowBytes = region.width * pixelBytes;
      const pointer = memory.allocate(rowBytes * region.height);
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
