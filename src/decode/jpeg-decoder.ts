import type { Rectangle } from "@millrace/core";
import type { KernelMemory } from "@millrace/core/engine";
import { createDecoder, type JpegDecoder } from "@millrace/jpeg";
import type { ImageDecoder } from "./decoder.ts";
import { jpegHeaderOf } from "./header/jpeg.ts";

/** One decoder for each kernel memory: it decodes right into the arena, where the next kernel reads. */
const decoders = new WeakMap<KernelMemory, JpegDecoder>();

function decoderOf(memory: KernelMemory): JpegDecoder {
  let decoder = decoders.get(memory);
  if (decoder === undefined) {
    // The reader has checked the pixels against the loader's own limit.
    decoder = createDecoder({ arena: memory, maxPixels: Number.POSITIVE_INFINITY });
    decoders.set(memory, decoder);
  }
  return decoder;
}

/**
 * JPEG through Millrace's own decoder, of which only the requested region is decoded. It works in the calling thread
 * when the pixels are loaded. What it does not take (arithmetic coding, 12 bits, CMYK, alpha, ICC conversion) is left
 * to the next decoder.
 */
export const jpegDecoder: ImageDecoder = {
  name: "@millrace/jpeg",
  accepts(header, { channels, bits, colorProfile }) {
    if (header.format !== "jpeg" || bits !== 8 || colorProfile !== "ignore") return false;
    // Grey of a colour picture is a conversion that is the same for all formats; only stored grey is taken as it is.
    if (channels !== 3 && !(channels === 1 && header.color === "grey")) return false;
    return jpegHeaderOf(header)?.supported === true;
  },
  open(bytes, header, { channels }, { region = whole(header), scale = 1 }) {
    const covered = scaledRegion(region, scale);
    return {
      width: covered.width / scale,
      height: covered.height / scale,
      scale,
      region: covered,
      load(memory) {
        const known = jpegHeaderOf(header);
        const { pointer, width, height } = decoderOf(memory).decode(bytes, {
          region,
          scale,
          channels: channels === 1 ? 1 : 3,
          ...(known === undefined ? {} : { header: known }),
          strict: true,
        });
        return { pointer, width, height, channels, type: "uint8" };
      },
    };
  },
};

function whole({ width, height }: { width: number; height: number }): Rectangle {
  return { x: 0, y: 0, width, height };
}

/** The full-scale pixels that the delivered ones cover; at the right and lower edge they may reach beyond the picture. */
function scaledRegion({ x, y, width, height }: Rectangle, scale: number): Rectangle {
  const left = Math.floor(x / scale) * scale;
  const top = Math.floor(y / scale) * scale;
  return {
    x: left,
    y: top,
    width: Math.ceil((x + width) / scale) * scale - left,
    height: Math.ceil((y + height) / scale) * scale - top,
  };
}
