/** How an encoded image becomes pixels. */
export interface ImageDecodeOptions {
  /** Channels of the result: 1 is grey, 3 is RGB, 4 is RGB and alpha. Default 3: grey and CMYK become RGB, alpha is dropped. */
  readonly channels?: 1 | 3 | 4;
  /** Turn the picture as its EXIF orientation says. Default true; false matches torchvision's `decode_image`. */
  readonly exifOrientation?: boolean;
  /** "ignore" (default) takes the numbers as stored, as torchvision and OpenCV do; "convert" goes to sRGB through the embedded ICC profile. */
  readonly colorProfile?: "ignore" | "convert";
}

/** An image that is still a file; a worker reads and decodes it. */
export interface ImageFile extends ImageDecodeOptions {
  readonly kind: "image";
  readonly path: string;
}

/** An image as the bytes of its file (JPEG, PNG, WebP, …); a worker decodes it. */
export interface EncodedImage extends ImageDecodeOptions {
  readonly kind: "image";
  readonly bytes: Uint8Array;
}

/**
 * A decoded image. `data[(y * width + x) * channels + channel]`, rows top down, channels interleaved.
 * Bytes are 0–255; floats are what `toFloat` or `normalize` made of them.
 */
export interface Pixels<Data extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  readonly kind: "image";
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Data;
}

/** An image in any of its forms; it is decoded when transforms need its pixels. */
export type Image = ImageFile | EncodedImage | Pixels;

/** An image that a worker reads from a file. The file is opened only when the sample's turn comes. */
export function imageFile(path: string, options: ImageDecodeOptions = {}): ImageFile {
  if (typeof path !== "string" || path === "")
    throw new TypeError(`imageFile: path must be a file name, got ${show(path)}`);
  return { ...options, kind: "image", path };
}

/** An image given as the bytes of its file. */
export function encodedImage(bytes: Uint8Array, options: ImageDecodeOptions = {}): EncodedImage {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`encodedImage: bytes must be a Uint8Array, got ${show(bytes)}`);
  return { ...options, kind: "image", bytes };
}

/**
 * An image given as pixels.
 *
 * @param data `[height, width, channels]`, row by row; not copied.
 * @throws RangeError when the length is not width × height × channels.
 */
export function pixels<Data extends Uint8Array | Float32Array>(
  data: Data,
  width: number,
  height: number,
  channels = 3,
): Pixels<Data> {
  checkSize("width", width);
  checkSize("height", height);
  checkSize("channels", channels);
  if (channels > 4) throw new RangeError(`pixels: channels must be 1 to 4, got ${channels}`);
  if (!(data instanceof Uint8Array || data instanceof Float32Array)) {
    const lost = (data as unknown) instanceof Uint16Array ? ": 16 bits a value would lose their lower byte" : "";
    throw new TypeError(`pixels: data must be a Uint8Array or a Float32Array, got ${show(data)}${lost}`);
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
