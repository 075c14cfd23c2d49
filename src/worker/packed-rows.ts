import type { PlannedSample } from "./pipeline.ts";

/**
 * The samples of a plan as lists of numbers, on their way to a worker: V8 copies an object for each row many times
 * slower, and that was nearly half of what the main thread did where samples are small.
 */
export interface PackedRows {
  readonly indices: readonly number[];
  /** Absent: all are read from the first source. */
  readonly datasets?: readonly number[];
  /** Absent: each is the row of its index. */
  readonly rows?: readonly number[];
  /** Absent: all are the first copy. */
  readonly copies?: readonly number[];
  /** Which bin of the batch of all ranks each is packed into. */
  readonly packs?: readonly number[];
  /** How many rows, at the end, are there for the size of the batch alone; absent: none. */
  readonly padding?: number;
}

/** The samples as numbers, or as they are where one of them is more than its reference. */
export function packRows(samples: readonly PlannedSample[]): PackedRows | readonly PlannedSample[] {
  const indices: number[] = [];
  let padding = 0;
  let isOneSource = true;
  let isInPlace = true;
  let isFirstCopy = true;
  for (const { index, dataset, row, copy, padding: isPadding, sample, partners, substitutes } of samples) {
    if (sample !== undefined || partners !== undefined || substitutes !== undefined) return samples;
    indices.push(index);
    isOneSource &&= dataset === 0;
    isInPlace &&= row === index;
    isFirstCopy &&= copy === 0;
    if (isPadding === true) padding++;
    // Padding stands at the end; where something stands behind it, it says so by itself.
    else if (padding > 0) return samples;
  }
  const isPacked = samples[0]?.pack !== undefined;
  return {
    indices,
    ...(isOneSource ? {} : { datasets: samples.map(({ dataset }) => dataset) }),
    ...(isInPlace ? {} : { rows: samples.map(({ row }) => row) }),
    ...(isFirstCopy ? {} : { copies: samples.map(({ copy }) => copy) }),
    ...(isPacked ? { packs: samples.map(({ pack = 0 }) => pack) } : {}),
    ...(padding === 0 ? {} : { padding }),
  };
}

/** The other end of {@link packRows}. */
export function unpackRows(packed: PackedRows | readonly PlannedSample[]): readonly PlannedSample[] {
  if (!("indices" in packed)) return packed;
  const { indices, datasets, rows, copies, packs, padding = 0 } = packed;
  const samples: PlannedSample[] = [];
  const padded = indices.length - padding;
  for (let place = 0; place < indices.length; place++) {
    const index = indices[place] as number;
    const copy = copies === undefined ? 0 : (copies[place] as number);
    const dataset = datasets === undefined ? 0 : (datasets[place] as number);
    const row = rows === undefined ? index : (rows[place] as number);
    const plain = { index, copy, dataset, row };
    if (packs === undefined && place < padded) samples.push(plain);
    else {
      samples.push({
        ...plain,
        ...(place < padded ? {} : { padding: true as const }),
        ...(packs === undefined ? {} : { pack: packs[place] as number }),
      });
    }
  }
  return samples;
}
