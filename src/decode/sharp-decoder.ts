import { pixels, type Rectangle } from "@millrace/core";
import { readDecoded } from "@millrace/core/engine";
import { widened, withChannels } from "./bands.ts";
import { convertsTo } from "./check-values.ts";
import type { DecodeSettings, ImageDecoder } from "./decoder.ts";
import type { ImageHeader } from "./header/image-header.ts";
import { type DecodedPixels, decodeStoredWithSharp, decodeWithSharp } from "./sharp.ts";

/** Every format through sharp. Delivers the requested region at full scale, and nothing else. */
export const sharpDecoder: ImageDecoder = {
  name: "sharp",
  accepts: () => true,
  async open(bytes, header, settings, { region = { x: 0, y: 0, width: header.width, height: header.height } }) {
    const whole = region.width === header.width && region.height === header.height;
    const decoded = await decode(bytes, header, settings, whole ? undefined : region);
    const { data, width, height, channels } = decoded;
    if (width !== region.width || height !== region.height) {
      throw new Error(`${width} × ${height} pixels came out where the header says ${region.width} × ${region.height}`);
    }
    if (channels !== settings.channels) {
      throw new Error(`${channels} channels came out where ${settings.channels} are asked for`);
    }
    const { load } = await readDecoded(pixels(data, width, height, channels)).open({});
    return { width, height, scale: 1, region, load };
  },
};

async function decode(
  bytes: Uint8Array,
  { color, depth }: ImageHeader,
  settings: DecodeSettings,
  region: Rectangle | undefined,
): Promise<DecodedPixels<Uint8Array | Uint16Array>> {
  const { channels, bits, maxPixels } = settings;
  const window = region === undefined ? {} : { region };
  if (depth > 8 || !convertsTo(channels)) {
    const stored = await decodeStoredWithSharp(bytes, { color, depth: depth > 8 ? 16 : 8, maxPixels, ...window });
    const wanted = withChannels(stored, channels);
    return bits === 16 ? widened(wanted) : wanted;
  }
  const converted = await decodeWithSharp(bytes, { ...settings, color, ...window });
  return bits === 16 ? widened(converted) : converted;
}
