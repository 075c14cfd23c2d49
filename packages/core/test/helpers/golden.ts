import { readFileSync } from "node:fs";

/** Pixels in `golden/torchvision.bin`. */
export interface Stored {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly offset: number;
  readonly bytes: number;
}

/** What torchvision made of one of the inputs; what the parameters are depends on the kind. */
export interface Case<Parameters> {
  readonly kind: string;
  readonly image: string;
  readonly parameters: Parameters;
  readonly result: Stored;
}

const golden = new URL("../golden/", import.meta.url);
const pixels = new Uint8Array(readFileSync(new URL("torchvision.bin", golden)));

/** The stored inputs and cases. */
export function goldenIndex<Parameters>() {
  return JSON.parse(readFileSync(new URL("torchvision.json", golden), "utf8")) as {
    readonly inputs: Readonly<Record<string, Stored>>;
    readonly cases: readonly Case<Parameters>[];
  };
}

/** The bytes of stored pixels, in memory that all callers share. */
export function goldenBytes({ offset, bytes }: Stored): Uint8Array {
  return pixels.subarray(offset, offset + bytes);
}
