import type { LinearOperation } from "./color-operation.ts";
import type { Extremes, Histogram } from "./histogram.ts";
import { emptyTable, type LookupTable, type Most, toLevel } from "./lookup-table.ts";

/** Fills a table for each channel of a histogram. */
function tableOfChannels(
  histogram: Histogram,
  most: Most,
  fill: (counts: Histogram, table: LookupTable) => void,
): LookupTable {
  const levels = most + 1;
  const table = emptyTable(most, histogram.length / levels);
  for (let start = 0; start < histogram.length; start += levels) {
    fill(histogram.subarray(start, start + levels), table.subarray(start, start + levels));
  }
  return table;
}

/**
 * (value − least) / ((greatest − least) · (1 / most)), each step in f32, cut to a level. A channel of one level stays.
 * Entries for levels that do not occur are clamped and never read.
 */
export function autocontrastTable({ least, greatest }: Extremes, most: Most): LookupTable {
  const levels = most + 1;
  const table = emptyTable(most, least.length);
  for (const [channel, low] of least.entries()) {
    const high = greatest[channel] as number;
    const stretch = Math.fround((high - low) * Math.fround(1 / most));
    for (let value = 0; value <= most; value++) {
      const level = high === low ? value : Math.fround((value - low) / stretch);
      table[channel * levels + value] = toLevel(level, most);
    }
  }
  return table;
}

/**
 * Of 8 bits: the count of all darker pixels in steps of 1/255 of all but the brightest level's, rounded, in whole numbers
 * (as in Pillow and torchvision). A channel that has fewer than 255 pixels below its brightest level stays.
 */
export function equalizeTable(histogram: Histogram, most: Most): LookupTable {
  return tableOfChannels(histogram, most, most === 255 ? spreadBytes : spreadShorts);
}

function spreadBytes(counts: Histogram, table: LookupTable): void {
  const step = Math.floor(belowBrightest(counts) / 255);
  let darker = 0;
  for (let value = 0; value < 256; value++) {
    table[value] = step === 0 ? value : Math.min(255, Math.floor((darker + (step >> 1)) / step));
    darker += counts[value]!;
  }
}

/**
 * Pictures have fewer pixels than whole steps of 1/65535 would take, so the step is a fraction: the share of darker pixels
 * among those below the brightest level, rounded. A channel of one level stays.
 */
function spreadShorts(counts: Histogram, table: LookupTable): void {
  const below = belowBrightest(counts);
  let darker = 0;
  for (let value = 0; value < 65536; value++) {
    table[value] = below === 0 ? value : Math.min(65535, Math.floor((darker * 65535) / below + 0.5));
    darker += counts[value]!;
  }
}

/** The pixels that are darker than the brightest level that there is. */
function belowBrightest(counts: Histogram): number {
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  return pixels - counts[counts.findLastIndex((count) => count > 0)]!;
}

/** value · factor + added, in f32, as Albumentations' brightness and contrast. `mean` is that of all levels. */
export function linearTable({ factor, share, of, safe }: LinearOperation, mean: number, most: Most): LookupTable {
  const given = { factor, added: share * (of === "most" ? most : mean) };
  const { factor: scale, added } = safe ? withinLevels(given, most) : given;
  const [single, rest] = [Math.fround(scale), Math.fround(added)];
  const table = emptyTable(most);
  for (let value = 0; value <= most; value++) {
    table[value] = toLevel(Math.fround(Math.fround(value * single) + rest), most);
  }
  return table;
}

/** The nearest factor and addend that lead no level out of the range. */
function withinLevels({ factor, added }: { factor: number; added: number }, most: Most) {
  if (factor > 0) {
    const kept = Math.min(most, Math.max(0, added));
    return { factor: Math.min(factor, (most - kept) / most), added: kept };
  }
  const kept = Math.min(added, most);
  return { factor: Math.max(factor, -kept / most), added: kept };
}
