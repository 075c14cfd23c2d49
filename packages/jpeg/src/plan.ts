import type { Frame } from "./frame.ts";

/** A window of the image in full-size stored pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One side is divided by this. */
export type Scale = 1 | 2 | 4 | 8;

/** What to do for one component. */
export interface ComponentPlan {
  readonly across: number;
  readonly down: number;
  /** Samples across and down that a block becomes. */
  readonly blockSize: number;
  /** Block columns to transform; equal when the component is not wanted. */
  readonly firstColumn: number;
  readonly endColumn: number;
  /** Samples that there are at this scale. */
  readonly sampleWidth: number;
  readonly sampleHeight: number;
  /** Blocks when the component is scanned alone, and blocks in a row when it is not. */
  readonly scanColumns: number;
  readonly scanRows: number;
  readonly rowBlocks: number;
}

/** What a decode will do, known before the first pixel. Rows and columns are of MCUs, the window in output pixels. */
export interface Plan {
  readonly columns: number;
  readonly rows: number;
  readonly firstRow: number;
  readonly endRow: number;
  readonly rowHeight: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly chromaAcross: number;
  readonly chromaDown: number;
  readonly smooth: boolean;
  readonly components: readonly ComponentPlan[];
}

type ComponentSize = Pick<ComponentPlan, "blockSize" | "sampleWidth" | "sampleHeight">;

/** @throws RangeError when the region is not within the image */
export function makePlan(frame: Frame, region: Region | undefined, scale: Scale, lumaOnly: boolean): Plan {
  const { x, y, width, height } = region ?? { x: 0, y: 0, width: frame.width, height: frame.height };
  const whole = Number.isInteger(x) && Number.isInteger(y) && Number.isInteger(width) && Number.isInteger(height);
  if (!whole || x < 0 || y < 0 || width < 1 || height < 1 || x + width > frame.width || y + height > frame.height) {
    throw new RangeError(
      `Region ${width}×${height} at ${x}, ${y} is not within the ${frame.width}×${frame.height} image`,
    );
  }
  const size = 8 / scale;
  let maxAcross = 1;
  let maxDown = 1;
  for (const { across, down } of frame.components) {
    maxAcross = Math.max(maxAcross, across);
    maxDown = Math.max(maxDown, down);
  }
  const left = Math.floor(x / scale);
  const top = Math.floor(y / scale);
  const right = Math.ceil((x + width) / scale);
  const bottom = Math.ceil((y + height) / scale);
  const columns = Math.ceil(frame.width / (8 * maxAcross));
  const rows = Math.ceil(frame.height / (8 * maxDown));
  const rowHeight = maxDown * size;

  const sizes: ComponentSize[] = [];
  for (const { across, down } of frame.components) {
    // Chroma that would have to be doubled both ways after halving is rather not halved (libjpeg, jdmaster).
    let blockSize = size;
    while (
      blockSize < 8 &&
      (maxAcross * size) % (across * blockSize * 2) === 0 &&
      (maxDown * size) % (down * blockSize * 2) === 0
    ) {
      blockSize *= 2;
    }
    sizes.push({
      blockSize,
      sampleWidth: Math.ceil((frame.width * across * blockSize) / (maxAcross * 8)),
      sampleHeight: Math.ceil((frame.height * down * blockSize) / (maxDown * 8)),
    });
  }
  const chroma = frame.components[1];
  const chromaAcross = chroma ? (maxAcross * size) / (chroma.across * sizes[1]!.blockSize) : 1;
  const chromaDown = chroma ? (maxDown * size) / (chroma.down * sizes[1]!.blockSize) : 1;
  // libjpeg repeats samples instead at the smallest scale and where a row has but two.
  const smooth = size > 1 && (chromaAcross === 1 || sizes[1]!.sampleWidth > 2);
  const waits = smooth && chromaDown === 2 && !lumaOnly ? 1 : 0;

  const components: ComponentPlan[] = [];
  for (let index = 0; index < sizes.length; index++) {
    const { across, down } = frame.components[index]!;
    const { blockSize, sampleWidth, sampleHeight } = sizes[index]!;
    const ratio = index === 0 ? 1 : chromaAcross;
    const margin = ratio === 2 && smooth ? 1 : 0;
    const first = Math.max(0, Math.floor(left / ratio) - margin);
    const end = Math.min(sampleWidth, Math.ceil(right / ratio) + margin);
    const wanted = index === 0 || !lumaOnly;
    components.push({
      across,
      down,
      blockSize,
      firstColumn: wanted ? Math.floor(first / blockSize) : 0,
      endColumn: wanted ? Math.ceil(end / blockSize) : 0,
      sampleWidth,
      sampleHeight,
      scanColumns: Math.ceil(Math.ceil((frame.width * across) / maxAcross) / 8),
      scanRows: Math.ceil(Math.ceil((frame.height * down) / maxDown) / 8),
      rowBlocks: columns * across,
    });
  }
  return {
    columns,
    rows,
    firstRow: Math.floor(Math.max(0, top - waits) / rowHeight),
    endRow: Math.min(rows, Math.ceil((bottom + waits) / rowHeight)),
    rowHeight,
    left,
    top,
    right,
    bottom,
    chromaAcross,
    chromaDown: lumaOnly ? 1 : chromaDown,
    smooth,
    components,
  };
}
