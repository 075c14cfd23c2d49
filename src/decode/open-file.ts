import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { sniffFormat } from "./header/sniff-format.ts";

/** Why a path cannot be read, where the file system would not say so. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/** An open file and how many bytes it says it has. */
export interface OpenFile {
  readonly descriptor: number;
  readonly size: number;
}

// A pipe that nobody writes to would hold the thread in open(2), where nothing ends it; Windows has no such flag.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file, and only a file: a pipe or a device is refused before a byte of it is read. The caller closes it.
 *
 * @throws UnreadableFile for what is no file and for one of more than `mostBytes`; the errors of the file system.
 */
export function openFile(path: string, mostBytes: number): OpenFile {
  const descriptor = openSync(path, flags);
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw new UnreadableFile("this is a folder, not a file");
    if (!status.isFile()) throw new UnreadableFile("this is a pipe, a device or a socket, not a file");
    checkFileBytes(status.size, mostBytes);
    return { descriptor, size: status.size };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** @throws UnreadableFile for more bytes than are allowed. */
export function checkFileBytes(bytes: number, mostBytes: number): void {
  if (bytes <= mostBytes) return;
  throw new UnreadableFile(
    `the file has ${bytes.toLocaleString("en-US")} bytes, and maxFileBytes allows ${mostBytes.toLocaleString("en-US")}; raise maxFileBytes if the file is to be trusted`,
  );
}

/** Files up to here are read in one go; of a larger one so many bytes are looked at first. */
export const firstLook = 1024 * 1024;

/** Whether it is worth reading the rest of a file: its first bytes are those of an image. */
export function looksLikeImage(start: Uint8Array): boolean {
  return sniffFormat(start) !== undefined;
}
