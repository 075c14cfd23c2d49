import { createHash } from "node:crypto";
import { type BigIntStats, statSync } from "node:fs";
import { resolve } from "node:path";
import { kindOf, type MaskPixels, type Pixels, type Sample } from "@millrace/core";
import { kindNamed } from "@millrace/core/engine";

/** A picture, as a sample brings it. */
export interface PictureField {
  readonly name: string;
  /** Which frame of the field it is, where that is a clip. */
  readonly frame: number | undefined;
  readonly value: object;
  /** Whether it is a file, or the bytes of one. */
  readonly encoded: boolean;
}

/** The images and masks of a sample, in their order; clips frame by frame. */
export function pictureFields(sample: Sample): readonly PictureField[] {
  const fields: PictureField[] = [];
  for (const name of Object.keys(sample)) {
    const value = sample[name];
    const kind = kindOf(value);
    const picture = kind === undefined ? undefined : kindNamed(kind).picture;
    if (picture === undefined) continue;
    if (picture.frames === undefined) fields.push(pictureField(name, undefined, value as object));
    else {
      const { frames } = value as { readonly frames?: unknown };
      // What is no list of pictures is told by who reads it.
      if (!Array.isArray(frames)) continue;
      frames.forEach((one, frame) => {
        if (typeof one === "object" && one !== null) fields.push(pictureField(name, frame, one));
      });
    }
  }
  return fields;
}

function pictureField(name: string, frame: number | undefined, value: object): PictureField {
  return { name, frame, value, encoded: !("data" in value) };
}

/** By what the pictures of a sample are found again. */
export interface Identity {
  readonly key: Uint8Array;
  /** Its files with what was known of them. */
  readonly files: readonly { readonly path: string; readonly size: bigint; readonly mtimeNs: bigint }[];
}

/**
 * What the pixels of a sample follow from: its pictures in their order, how they are to be decoded, and the steps. All of
 * a sample's pictures have one key, since a mask is turned as the image beside it is.
 *
 * A file counts by its path, its size and the nanosecond at which it was last written; its bytes are not read, which would
 * be half of what a cache is to save. Whoever writes a file moves that time (rsync, make and git rely on it too), so one
 * that changed has another key; one that was written again with the same size and had its time set back is taken for the
 * old one. Bytes that a sample brings count by their digest.
 *
 * @param version of the code and the steps.
 * @param steps whether there are some: then pictures that came decoded count by their pixels too, and those in
 * `passThrough` are known to be left alone.
 * @returns undefined where a file cannot be had, or has more bytes than are allowed: whoever reads it says why.
 */
export function identify(
  fields: readonly PictureField[],
  version: string,
  steps: boolean,
  passThrough: ReadonlySet<string>,
  maxFileBytes: number,
): Identity | undefined {
  const files: Identity["files"][number][] = [];
  const parts: unknown[] = [version];
  for (const { name, frame, value, encoded } of fields) {
    const passes = steps && passThrough.has(name);
    // A mask among those of a clip is turned as the frame of its number is.
    if (frame !== undefined) parts.push(frame);
    if (!encoded) {
      const { data, ...shape } = value as Pixels | MaskPixels;
      if (!ArrayBuffer.isView(data)) return undefined;
      parts.push([passes, sorted(shape), data[Symbol.toStringTag], steps ? digestOf(data) : null]);
      continue;
    }
    const { path, bytes, ...options } = value as { path?: unknown; bytes?: unknown };
    if (bytes instanceof Uint8Array) {
      parts.push([passes, sorted(options), digestOf(bytes)]);
      continue;
    }
    const status = typeof path === "string" ? statusOf(path) : undefined;
    if (status === undefined || status.size > maxFileBytes) return undefined;
    const { size, mtimeNs } = status;
    files.push({ path: path as string, size, mtimeNs });
    parts.push([passes, sorted(options), resolve(path as string), String(size), String(mtimeNs)]);
  }
  return { key: createHash("sha256").update(JSON.stringify(parts)).digest(), files };
}

/** Whether the files are still those that the key was made of: one may be written while it is read. */
export function isUnchanged({ files }: Identity): boolean {
  return files.every(({ path, size, mtimeNs }) => {
    const status = statusOf(path);
    return status?.size === size && status.mtimeNs === mtimeNs;
  });
}

function statusOf(path: string): BigIntStats | undefined {
  try {
    const status = statSync(path, { bigint: true, throwIfNoEntry: false });
    return status?.isFile() ? status : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(data: ArrayBufferView): string {
  return createHash("sha256")
    .update(data as Uint8Array)
    .digest("base64");
}

/** Options in one order, whoever wrote them. */
function sorted(options: object): unknown {
  return Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1));
}
