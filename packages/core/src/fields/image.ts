/** How an encoded image becomes pixels. */
export interface ImageDecodeOptions<Bits extends 8 | 16 = 8 | 16> {
  /**
   * Channels of the result: 1 is grey, 3 is RGB, 4 is RGB and alpha. Default 3: grey and CMYK become RGB, alpha is dropped.
   * 2 and 5 to 255 are the bands of a TIFF as they are stored, which must be as many.
   */
  readonly channels?: number;
  /**
   * Bits of a value: 8 (default), or 16 to keep those of a PNG or TIFF. A file of 8 bits is then widened, so that 255
   * becomes 65535.
   */
  readonly bits?: Bits;
  /** Turn the picture as its EXIF orientation says. Default true; false matches torchvision's `decode_image`. */
  readonly exifOrientation?: boolean;
  /** "ignore" (default) takes the numbers as stored, as torchvision and OpenCV do; "convert" goes to sRGB through the embedded ICC profile. */
  readonly colorProfile?: "ignore" | "convert";
}

/** The most channels that an image may have. */
export const mostChannels = 255;

/** An image that is still a file; a worker reads and decodes it. */
export interface ImageFile<Bits extends 8 | 16 = 8> extends ImageDecodeOptions<Bits> {
  readonly kind: "image";
  readonly path: string;
}

/** An image as the bytes of its file (JPEG, PNG, WebP, …); a worker decodes it. */
export interface EncodedImage<Bits extends 8 | 16 = 8> extends ImageDecodeOptions<Bits> {
  readonly kind: "image";
  readonly bytes: Uint8Array;
}

/**
 * A decoded image. `data[(y * width + x) * channels + channel]`, rows top down, channels interleaved.
 * Bytes are 0–255, 16-bit values 0–65535; floats are what `toFloat` or `normalize` made of them, or values of one's own.
 */
export interface Pixels<Data extends PixelData = PixelData> {
  readonly kind: "image";
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Data;
}

/** The values of a decoded image. */
export type PixelData = Uint8Array | Uint16Array | Float32Array;

/** An image in any of its forms; it is decoded when transforms need its pixels. */
export type Image = ImageFile<8 | 16> | EncodedImage<8 | 16> | Pixels;

/** An image that a worker reads from a file. The file is opened only when the sample's turn comes. */
export function imageFile<Bits extends 8 | 16 = 8>(
  path: string,
  options: ImageDecodeOptions<Bits> = {},
): ImageFile<Bits> {
  if (typeof path !== "string" || path === "")
    throw new TypeError(`imageFile: path must be a file name, got ${show(path)}`);
  return { ...options, kind: "image", path };
}

/** An image given as the bytes of its file. */
export function encodedImage<Bits extends 8 | 16 = 8>(
  bytes: Uint8Array,
  options: ImageDecodeOptions<Bits> = {},
): EncodedImage<Bits> {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`encodedImage: bytes must be a Uint8Array, got ${show(bytes)}`);
  return { ...options, kind: "image", bytes };
}

/**
 * An image given as pixels.
 *
 * @param data `[height, width, channels]`, row by row; not copied.
 * @param channels 1 to 255: the last of 2 or 4 is alpha, more than 4 are bands.
 * @throws RangeError when the length is not width × height × channels, TypeError for other data.
 */
export function pixels<Data extends PixelData>(data: Data, width: number, height: number, channels = 3): Pixels<Data> {
  checkSize("width", width);
  checkSize("height", height);
  checkSize("channels", channels);
  if (channels > mostChannels) throw new RangeError(`pixels: channels must be 1 to ${mostChannels}, got ${channels}`);
  if (!(data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Float32Array)) {
    throw new TypeError(`pixels: data must be a Uint8Array, a Uint16Array or a Float32Array, got ${show(data)}`);
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `pixels: ${width} × ${height} × ${channels} pixels need ${width * height * channels} values, got ${data.length}`,
    );
  }
  return { kind: "image", width, height, channels, data };
}

function checkSize(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`pixels: ${name} must be a whole number of at least 1, got ${show(value)}`);
}

/** Whether the pixels are there. */
export function isDecodedImage(image: Image): image is Pixels {
  return "data" in image;
}

function show(value: unknown): string {
  if (value === null || typeof value !== "object")
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  return value.constructor?.name ?? "an object";
}
