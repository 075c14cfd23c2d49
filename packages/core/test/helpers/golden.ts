import { readFileSync } from "node:fs";

/** Pixels in the file of a golden set. */
export interface Stored {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** As NumPy names it: `uint8`, `uint16`, `float32`. */
  readonly type: string;
  readonly offset: number;
  readonly bytes: number;
}

/** What a library made of one of the inputs; what the parameters are depends on the kind. */
export interface Case<Parameters> {
  readonly kind: string;
  readonly image: string;
  readonly parameters: Parameters;
  readonly result: Stored;
}

/** Stored results of real libraries: an index and the pixels that it points into. */
export interface GoldenSet<Parameters> {
  readonly versions: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, Stored>>;
  readonly cases: readonly Case<Parameters>[];
  /** The bytes of stored pixels, in memory that all callers share. */
  bytes(stored: Stored): Uint8Array;
  /** Stored pixels as an array of their type. */
  values(stored: Stored): Uint8Array | Uint16Array | Float32Array;
}

const folder = new URL("../golden/", import.meta.url);

/** The set that `golden/<name>.py` wrote (`make_torchvision.py`, which may not have the name of what it imports): `golden/<name>.json` and `golden/<name>.bin`. */
export function goldenSet<Parameters>(name: string): GoldenSet<Parameters> {
  const index = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Omit<
    GoldenSet<Parameters>,
    "bytes" | "values"
  >;
  const pixels = new Uint8Array(readFileSync(new URL(`${name}.bin`, folder)));
  const bytes = ({ offset, bytes: length }: Stored) => pixels.subarray(offset, offset + length);
  const values = (stored: Stored) => {
    const copy = bytes(stored).slice();
    if (stored.type === "float32") return new Float32Array(copy.buffer);
    return stored.type === "uint16" ? new Uint16Array(copy.buffer) : copy;
  };
  return { ...index, bytes, values };
}
