import { DecodeError } from "./decode-error.ts";
import { FileMemory } from "./file-memory.ts";
import { UnreadableFile } from "./open-file.ts";

/** How files become bytes; a caller that reads ahead, reads from elsewhere or reuses memory brings its own. */
export type ReadFile = (path: string) => Uint8Array | Promise<Uint8Array>;

/** Reads files into memory of their own and waits for them. @param mostBytes a larger file is refused. */
export function readFilesNow(mostBytes: number): ReadFile {
  return (path) => new FileMemory(0).read(path, mostBytes);
}

/** Whether an image could not be had because its file could not be read: what was read was not looked at. */
export function isOfReading({ cause }: DecodeError): boolean {
  return cause instanceof UnreadableFile || typeof (cause as { syscall?: unknown } | undefined)?.syscall === "string";
}

/** The error of the file system in words. */
export function readError(field: string, path: string, cause: unknown): DecodeError {
  const source = { field, path };
  if (cause instanceof DecodeError) return cause;
  if (cause instanceof UnreadableFile) return new DecodeError(source, cause.message, cause);
  const { code, message = String(cause) } = cause as { code?: string; message?: string };
  if (code === "ENOENT" || code === "ENOTDIR") return new DecodeError(source, "no such file", cause);
  if (code === "EISDIR") return new DecodeError(source, "this is a folder, not a file", cause);
  if (code === "EACCES" || code === "EPERM") return new DecodeError(source, "no permission to read this file", cause);
  if (code === "ENXIO") return new DecodeError(source, "this is a socket or a device, not a file", cause);
  return new DecodeError(source, `the file cannot be read: ${message}`, cause);
}
