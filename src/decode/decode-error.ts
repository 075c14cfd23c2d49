import { frameName } from "@millrace/core/engine";

/**
 * An image or a mask that cannot be had: no such file, not an image, damaged, or too large. The message begins with the
 * path, or with the field's name where the sample held bytes; `cause` is what the file system or the decoder said.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  /** The file, where the sample named one. */
  readonly path?: string;

  constructor(source: Source, problem: string, cause?: unknown) {
    super(`${nameOf(source)}: ${problem}`, cause === undefined ? undefined : { cause });
    if (source.path !== undefined) this.path = source.path;
  }
}

/** Where encoded bytes come from, for messages. */
export interface Source {
  /** The sample's field. */
  readonly field: string;
  /** Which frame of the field it is, where that is a clip. */
  readonly frame?: number | undefined;
  /** The file, where the field names one. */
  readonly path?: string;
}

/** `photos/cat.jpg`, or `the field "image"`. */
export function nameOf({ field, frame, path }: Source): string {
  return path ?? `the field "${frame === undefined ? field : frameName(field, frame)}"`;
}
