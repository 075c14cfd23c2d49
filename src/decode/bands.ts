import type { DecodedPixels } from "./sharp.ts";

/** Pixels with another number of channels: grey in all colors, without their alpha, or with an opaque one. */
export function withChannels(
  decoded: DecodedPixels<Uint8Array | Uint16Array>,
  channels: number,
): DecodedPixels<Uint8Array | Uint16Array> {
  const { data, channels: found } = decoded;
  if (found === channels) return decoded;
  const pixels = data.length / found;
  const result = new (data.constructor as Uint16ArrayConstructor)(pixels * channels);
  const opaque = data.BYTES_PER_ELEMENT === 2 ? 0xffff : 0xff;
  const isGrey = found < 3;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const isAlpha = channel === 3;
      const from = isGrey ? 0 : channel;
      result[pixel * channels + channel] = isAlpha ? opaque : (data[pixel * found + from] as number);
    }
  }
  return { ...decoded, data: result, channels };
}

/** Bytes as 16-bit values: 255 becomes 65535. */
export function widened(decoded: DecodedPixels<Uint8Array | Uint16Array>): DecodedPixels<Uint16Array> {
  const { data } = decoded;
  return { ...decoded, data: data instanceof Uint16Array ? data : Uint16Array.from(data, (value) => value * 257) };
}
