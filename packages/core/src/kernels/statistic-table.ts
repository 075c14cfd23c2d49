import type { Histogram } from "./histogram.ts";
import type { LookupTable } from "./lookup-table.ts";

/** Fills a table for each channel of a histogram. */
function tableOfChannels(histogram: Histogram, fill: (counts: Histogram, table: LookupTable) => void): LookupTable {
  const table = new Uint8Array(histogram.length);
  for (let start = 0; start < histogram.length; start += 256) {
    fill(histogram.subarray(start, start + 256), table.subarray(start, start + 256));
  }
  return table;
}

/**
 * (value − least) / ((greatest − least) · (1 / 255)), each step in f32, cut to a level. A channel of one level stays.
 * Entries for levels that do not occur are clamped and never read.
 */
export function autocontrastTable(histogram: Histogram): LookupTable {
  return tableOfChannels(histogram, (counts, table) => {
    const least = counts.findIndex((count) => count > 0);
    const greatest = counts.findLastIndex((count) => count > 0);
    const stretch = Math.fround((greatest - least) * Math.fround(1 / 255));
    for (let value = 0; value < 256; value++) {
      const level = greatest === least ? value : Math.fround((value - least) / stretch);
      table[value] = Math.trunc(Math.min(255, Math.max(0, level)));
    }
  });
}

/**
 * The count of all darker pixels in steps of 1/255 of all but the brightest level's, rounded, in whole numbers (as in
 * Pillow and torchvision). A channel that has fewer than 255 pixels below its brightest level stays.
 */
export function equalizeTable(histogram: Histogram): LookupTable {
  return tableOfChannels(histogram, (counts, table) => {
    const pixels = counts.reduce((sum, count) => sum + count, 0);
    const brightest = counts.findLastIndex((count) => count > 0);
    const step = Math.floor((pixels - counts[brightest]!) / 255);
    let darker = 0;
    for (let value = 0; value < 256; value++) {
      table[value] = step === 0 ? value : Math.min(255, Math.floor((darker + (step >> 1)) / step));
      darker += counts[value]!;
    }
  });
}
