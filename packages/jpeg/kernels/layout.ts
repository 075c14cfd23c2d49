// The structures that the host fills in, as byte offsets of 32-bit fields. `src/kernels/layout.ts` says the same for the
// host; a test compares the two.

/** One component of the frame. */
export namespace Component {
  /** Blocks of an MCU across and down. */
  export const across: usize = 0;
  export const down: usize = 4;
  export const dcTable: usize = 8;
  export const acTable: usize = 12;
  /** 64 quantisation steps, 16 bits each, in row order. */
  export const steps: usize = 16;
  /** The DC value that the next block's difference is added to. */
  export const predictor: usize = 20;
  /** Samples across and down that a block becomes: 8, 4, 2 or 1. */
  export const blockSize: usize = 24;
  /** Block columns that are transformed, `first` to `end`; equal where the component is not wanted. */
  export const firstColumn: usize = 28;
  export const endColumn: usize = 32;
  /** The samples of one row of MCUs, with one row of history before the first. */
  export const strip: usize = 36;
  export const stride: usize = 40;
  /** All coefficients of the component, 64 of 16 bits for each block, and how many blocks make a row there. */
  export const coefficients: usize = 44;
  export const rowBlocks: usize = 48;
  /** Samples that the component really has (blocks may go beyond), at the scale of the output. */
  export const sampleWidth: usize = 52;
  export const sampleHeight: usize = 56;
  /** Blocks that a scan of this component alone has. */
  export const scanColumns: usize = 60;
  export const scanRows: usize = 64;
  export const bytes: usize = 128;
}

/** The frame and what is wanted of it. */
export namespace Frame {
  export const components: usize = 0;
  export const componentCount: usize = 4;
  /** MCUs across; rows of MCUs are transformed from `firstRow` and decoded to `endRow`, of `rows` in all. */
  export const columns: usize = 8;
  export const firstRow: usize = 12;
  export const endRow: usize = 16;
  export const rows: usize = 20;
  /** Output rows that a row of MCUs makes. */
  export const rowHeight: usize = 24;
  /** The wanted window in output pixels. */
  export const left: usize = 28;
  export const top: usize = 32;
  export const right: usize = 36;
  export const bottom: usize = 40;
  export const output: usize = 44;
  /** One of {@link Color}. */
  export const color: usize = 48;
  /** Output pixels for each chroma sample, across and down, 1 or 2; whether they are interpolated. */
  export const chromaAcross: usize = 52;
  export const chromaDown: usize = 56;
  export const smooth: usize = 60;
  /** Room for an upsampled row of each chroma component. */
  export const blueRow: usize = 64;
  export const redRow: usize = 68;
  /** One block of coefficients, all zero between blocks. */
  export const block: usize = 72;
  /** MCUs between restart markers, 0 for none. */
  export const restartInterval: usize = 76;
  /** Where each restart interval begins and the last ends: reading positions, `intervals + 1` of them. */
  export const positions: usize = 80;
  export const intervals: usize = 84;
  /** The next output row to write. */
  export const nextRow: usize = 88;
  /** Spectral selection and successive approximation of the scan (ITU T.81, G.1.1.1). */
  export const spectrumStart: usize = 92;
  export const spectrumEnd: usize = 96;
  export const approximationHigh: usize = 100;
  export const approximationLow: usize = 104;
  /** Which components the scan holds, as indexes, one byte each, and how many. */
  export const scanComponents: usize = 108;
  export const scanCount: usize = 112;
  /** Blocks whose data was missing or wrong. */
  export const warnings: usize = 116;
  export const bytes: usize = 128;
}

/** What the samples are and what they become. */
export namespace Color {
  export const grey: i32 = 0;
  export const greyToRgb: i32 = 1;
  export const ycc: i32 = 2;
  export const rgb: i32 = 3;
  export const rgbToGrey: i32 = 4;
}

// @ts-ignore: decorator
@inline
export function get(structure: usize, field: usize): i32 {
  return load<i32>(structure + field);
}

// @ts-ignore: decorator
@inline
export function pointer(structure: usize, field: usize): usize {
  return <usize>load<u32>(structure + field);
}
