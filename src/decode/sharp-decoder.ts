import { pixels } from "@millrace/core";
import { readDecoded } from "@millrace/core/engine";
import type { ImageDecoder } from "./decoder.ts";
import { decodeWithSharp } from "./sharp.ts";

/** Every format through sharp. Delivers the requested region at full scale, and nothing else. */
export const sharpDecoder: ImageDecoder = {
  name: "sharp",
  accepts: () => true,
  async open(bytes, header, settings, { region = { x: 0, y: 0, width: header.width, height: header.height } }) {
    const whole = region.width === header.width && region.height === header.height;
    const decoded = await decodeWithSharp(bytes, {
      ...settings,
      color: header.color,
      ...(whole ? {} : { region }),
    });
    const { data, width, height, channels } = decoded;
    if (width !== region.width || height !== region.height) {
      throw new Error(`${width} × ${height} pixels came out where the header says ${region.width} × ${region.height}`);
    }
    const { load } = await readDecoded(pixels(data, width, height, channels)).open({});
    return { width, height, scale: 1, region, load };
  },
};
