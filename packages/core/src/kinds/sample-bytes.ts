import { kindNamed, kindOfAny } from "./index.ts";

/** Bytes that a sample takes in memory; files that were not read take none. */
export function sampleBytes(sample: Readonly<Record<string, unknown>>): number {
  let bytes = 0;
  for (const value of Object.values(sample)) bytes += kindNamed(kindOfAny(value)).bytes(value);
  return bytes;
}
