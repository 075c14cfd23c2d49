// The structures that the kernels read: the index of each 32-bit field. `kernels/layout.ts` says the same, in bytes, for
// the kernels; a test compares the two.

export const ComponentField = {
  across: 0,
  down: 1,
  dcTable: 2,
  acTable: 3,
  steps: 4,
  predictor: 5,
  blockSize: 6,
  firstColumn: 7,
  endColumn: 8,
  strip: 9,
  stride: 10,
  coefficients: 11,
  rowBlocks: 12,
  sampleWidth: 13,
  sampleHeight: 14,
  scanColumns: 15,
  scanRows: 16,
} as const;

export const FrameField = {
  components: 0,
  componentCount: 1,
  columns: 2,
  firstRow: 3,
  endRow: 4,
  rows: 5,
  rowHeight: 6,
  left: 7,
  top: 8,
  right: 9,
  bottom: 10,
  output: 11,
  color: 12,
  chromaAcross: 13,
  chromaDown: 14,
  smooth: 15,
  blueRow: 16,
  redRow: 17,
  block: 18,
  restartInterval: 19,
  positions: 20,
  intervals: 21,
  nextRow: 22,
  spectrumStart: 23,
  spectrumEnd: 24,
  approximationHigh: 25,
  approximationLow: 26,
  scanComponents: 27,
  scanCount: 28,
  warnings: 29,
} as const;

/** 32-bit fields of each structure. */
export const structureFields = 32;

export const Color = { grey: 0, greyToRgb: 1, ycc: 2, rgb: 3, rgbToGrey: 4 } as const;

export const TableKind = { dc: 0, ac: 1, progressive: 2 } as const;

/** Bytes of a decoding table: a lookup by 11 bits, 2 × 17 words for longer codes, 256 symbols. */
export const tableBytes = 4 * 2 ** 11 + 2 * 17 * 4 + 256;

/** Zeros that the kernels write behind a scan's bytes, and the room their 16-byte steps take. */
export const streamSlack = 4096 + 32;
