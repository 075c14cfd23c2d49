/**
 * Why a file was not decoded: it is not a JPEG file; it ends too early; what it says is impossible; it uses a part of the
 * standard that this decoder does not; it is larger than allowed.
 */
export type JpegErrorCode = "not-jpeg" | "truncated" | "corrupt" | "unsupported" | "limit";

/** A file that cannot be decoded. Mistakes of the caller, such as a region outside the image, are `RangeError`s. */
export class JpegError extends Error {
  override readonly name = "JpegError";
  readonly code: JpegErrorCode;

  constructor(code: JpegErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
