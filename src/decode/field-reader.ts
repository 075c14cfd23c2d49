import { type FieldReader, kindOf, pixelsReader, type Sample } from "@millrace/core";
import { kindNamed } from "@millrace/core/engine";
import type { FieldReaderOptions } from "./reader.ts";

type Decoding = typeof import("./reader.ts");

let loaded: Decoding | undefined;
let loading: Promise<Decoding> | undefined;

/**
 * Brings in what decodes, headers, codecs and kernels together. It may be called before there is anything to decode, by
 * whoever sees images coming.
 */
export function loadDecoding(): Promise<Decoding> {
  loading ??= import("./reader.ts").then((decoding) => {
    loaded = decoding;
    return decoding;
  });
  return loading;
}

/**
 * Reads the fields of samples as `createFieldReader` does, which is loaded at the first field that is a file or encoded:
 * whoever has texts and numbers loads no codec.
 *
 * @returns a reader whose `read` answers at once, but for that first field.
 */
export function fieldReader(options: FieldReaderOptions = {}): FieldReader {
  let decoding: FieldReader | undefined;
  return {
    read(sample) {
      decoding ??= loaded?.createFieldReader(options);
      if (decoding !== undefined) return decoding.read(sample);
      if (!Object.values(sample).some(isEncoded)) return pixelsReader.read(sample);
      return loadDecoding().then(({ createFieldReader }) => {
        decoding ??= createFieldReader(options);
        return decoding.read(sample as Sample);
      });
    },
  };
}

function isEncoded(value: unknown): boolean {
  const kind = kindOf(value);
  const picture = kind === undefined ? undefined : kindNamed(kind).picture;
  if (picture === undefined) return false;
  if (picture.frames === undefined) return !("data" in (value as object));
  const { frames } = value as { readonly frames?: unknown };
  return Array.isArray(frames) && frames.some(isEncoded);
}
