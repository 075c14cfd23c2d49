import { readFileSync } from "node:fs";
import { DecodeError } from "./decode-error.ts";

/** How files become bytes; a caller that reads ahead, reads from elsewhere or reuses memory brings its own. */
export type ReadFile = (path: string) => Uint8Array | Promise<Uint8Array>;

/** Reads a file into memory of its own and waits for it. */
export const readFileNow: ReadFile = (path) => readFileSync(path);

/** The error of the file system in words. */
export function readError(field: string, path: string, cause: unknown): DecodeError {
  const source = { field, path };
  if (cause instanceof DecodeError) return cause;
  const { code, message = String(cause) } = cause as { code?: string; message?: string };
  if (code === "ENOENT" || code === "ENOTDIR") return new DecodeError(source, "no such file", cause);
  if (code === "EISDIR") return new DecodeError(source, "this is a folder, not a file", cause);
  if (code === "EACCES" || code === "EPERM") return new DecodeError(source, "no permission to read this file", cause);
  return new DecodeError(source, `the file cannot be read: ${message}`, cause);
}
