import type { Arena } from "./arena.ts";
import { JpegError } from "./error.ts";
import type { Frame } from "./frame.ts";
import type { JpegHeader } from "./header.ts";
import { Color, ComponentField, FrameField, streamSlack, structureFields } from "./kernels/layout.ts";
import type { Kernels } from "./kernels/module.ts";
import { Marker, nextSegment, wordAt } from "./marker.ts";
import type { Plan } from "./plan.ts";
import { readScan, type Scan } from "./scan.ts";
import { Tables } from "./tables.ts";

/** A decode under way. All space it allocates is above the output; the caller releases it. */
interface Work {
  readonly bytes: Uint8Array;
  readonly header: JpegHeader;
  readonly frame: Frame;
  readonly plan: Plan;
  readonly arena: Arena;
  readonly kernels: Kernels;
  /** Where the pixels go: `width × height × channels` bytes of the plan's window. */
  readonly output: number;
  readonly channels: 1 | 3;
  readonly maxScans: number;
}

/** Bytes of the coefficients of a block. */
const blockBytes = 128;

/** Goes through the file's segments, has the kernels decode its scans, and returns the count of warnings. */
export function decodeFrame(work: Work): number {
  const { bytes, frame, plan, arena, kernels } = work;
  const source = arena.allocate(bytes.length);
  const stream = arena.allocate(bytes.length + streamSlack);
  const streamTop = stream + bytes.length + streamSlack;
  const structures = arena.allocate(4 * structureFields * (1 + plan.components.length));
  const tables = new Tables(arena, kernels, source, frame.progressive);
  const stepsRoom = arena.allocate(blockBytes * plan.components.length);
  const count = arena.allocate(4);
  const rooms = allocateRooms(work);
  new Uint8Array(arena.memory.buffer, source, bytes.length).set(bytes);
  writeStructures(work, structures, stepsRoom, rooms);

  const hasSteps: boolean[] = [];
  for (let index = 0; index < plan.components.length; index++) hasSteps.push(false);
  let restartInterval = 0;
  let scans = 0;
  let coefficients = false;
  let warnings = 0;
  let offset = 2;
  for (;;) {
    const segment = nextSegmentOrEnd(bytes, offset, scans > 0);
    if (!segment || segment.marker === Marker.endOfImage) {
      if (!segment) warnings++;
      break;
    }
    offset = segment.end;
    const content = bytes.subarray(segment.start, segment.end);
    if (segment.marker === Marker.quantisationTables) tables.readSteps(content);
    else if (segment.marker === Marker.huffmanTables) tables.readCodes(content, segment.start);
    else if (segment.marker === Marker.restartInterval) {
      if (content.length < 2) throw new JpegError("corrupt", "A restart interval is broken");
      restartInterval = wordAt(content, 0);
    } else if (segment.marker === Marker.startOfScan) {
      if (++scans > work.maxScans) throw new JpegError("limit", `More than ${work.maxScans} scans`);
      const scan = readScan(frame, content);
      const whole =
        !frame.progressive &&
        scan.components.length === plan.components.length &&
        scan.components.every(({ index }, n) => index === n);
      if (!whole && !coefficients) {
        allocateCoefficients(work, structures);
        coefficients = true;
      }
      const mark = arena.mark();
      const capacity = intervalsAtMost(plan, scan, restartInterval, bytes.length - offset);
      const positions = arena.allocate(4 * (capacity + 2));
      const view = new Int32Array(arena.memory.buffer, structures, structureFields * (1 + plan.components.length));
      for (const { index, dcTable, acTable } of scan.components) {
        const at = structureFields * (1 + index);
        if (scan.spectrumStart === 0 && scan.approximationHigh === 0) {
          view[at + ComponentField.dcTable] = tables.dc(dcTable);
        }
        if (scan.spectrumEnd > 0) view[at + ComponentField.acTable] = tables.ac(acTable);
        if (!hasSteps[index]) {
          // A component keeps the steps it began with (libjpeg latches them likewise).
          const steps = tables.steps(frame.components[index]!.steps);
          new Uint16Array(arena.memory.buffer, stepsRoom + blockBytes * index, 64).set(steps);
          hasSteps[index] = true;
        }
      }
      const used = kernels.unstuff(source + offset, bytes.length - offset, streamTop, positions, capacity, count);
      offset += used;
      view[FrameField.restartInterval] = restartInterval;
      view[FrameField.positions] = positions;
      view[FrameField.intervals] = new Int32Array(arena.memory.buffer, count, 1)[0]!;
      view[FrameField.warnings] = 0;
      writeScan(view, scan);
      if (whole && !coefficients) {
        kernels.decodeRows(structures);
        return warnings + view[FrameField.warnings]! + (offset >= bytes.length ? 1 : 0);
      }
      if (matters(plan, scan)) kernels.decodeScan(structures);
      warnings += view[FrameField.warnings]!;
      arena.release(mark);
    }
  }
  if (scans === 0) throw new JpegError("truncated", "The file ends before its first scan");
  if (hasSteps.includes(false)) warnings++;
  kernels.renderRows(structures);
  return warnings;
}

/** Once a scan was seen, a file that ends inside a segment is one that ends. */
function nextSegmentOrEnd(bytes: Uint8Array, offset: number, tolerant: boolean) {
  try {
    return nextSegment(bytes, offset);
  } catch (error) {
    if (tolerant && error instanceof JpegError && error.code === "truncated") return undefined;
    throw error;
  }
}

/** Restart intervals to expect, and never more than the data could mark. */
function intervalsAtMost(plan: Plan, scan: Scan, restartInterval: number, length: number): number {
  if (restartInterval === 0) return 1;
  const alone = plan.components[scan.components[0]!.index]!;
  const units = scan.components.length === 1 ? alone.scanColumns * alone.scanRows : plan.columns * plan.rows;
  return Math.min(Math.ceil(units / restartInterval), 3 * (length >> 1)) + 1;
}

/** Whether a scan changes the output: not one of unwanted components, nor of AC coefficients where means are enough. */
function matters(plan: Plan, scan: Scan): boolean {
  return scan.components.some(({ index }) => {
    const component = plan.components[index]!;
    return component.endColumn > component.firstColumn && (scan.spectrumStart === 0 || component.blockSize > 1);
  });
}

/** First sample of a component's strip, and bytes from one row to the next; 0 for unwanted components. */
interface Strip {
  readonly strip: number;
  readonly stride: number;
}

interface Rooms {
  /** Of each component. */
  readonly strips: readonly Strip[];
  readonly blueRow: number;
  readonly redRow: number;
  readonly block: number;
}

/** Bytes before and after the samples of a row, for edges and for the kernels' wide reads and writes. */
const before = 16;
const after = 48;

function allocateRooms({ plan, arena }: Work): Rooms {
  const strips: Strip[] = [];
  for (const { firstColumn, endColumn, blockSize, down } of plan.components) {
    if (endColumn === firstColumn) {
      strips.push({ strip: 0, stride: 0 });
      continue;
    }
    const stride = Math.ceil((before + (endColumn - firstColumn) * blockSize + after) / 16) * 16;
    // One row of history, the rows of the MCUs, and room behind the last.
    const room = arena.allocate(stride * (1 + down * blockSize) + 64);
    strips.push({ strip: room + stride + before, stride });
  }
  // Whole pairs and a step of the upsampling more on either side.
  const row = plan.right - plan.left + 64;
  return { strips, blueRow: arena.allocate(row), redRow: arena.allocate(row), block: arena.allocate(blockBytes) };
}

function writeStructures(work: Work, structures: number, stepsRoom: number, rooms: Rooms): void {
  const { plan, header, arena, channels } = work;
  new Uint8Array(arena.memory.buffer, rooms.block, blockBytes).fill(0);
  // Components that no scan brings have steps of 0: they come out grey.
  new Uint8Array(arena.memory.buffer, stepsRoom, blockBytes * plan.components.length).fill(0);
  const view = new Int32Array(arena.memory.buffer, structures, structureFields * (1 + plan.components.length));
  view.fill(0);
  const grey = channels === 1 ? Color.grey : Color.greyToRgb;
  const rgb = channels === 1 ? Color.rgbToGrey : Color.rgb;
  const ycc = channels === 1 ? Color.grey : Color.ycc;
  write(view, 0, FrameField, {
    components: structures + 4 * structureFields,
    componentCount: plan.components.length,
    columns: plan.columns,
    firstRow: plan.firstRow,
    endRow: plan.endRow,
    rows: plan.rows,
    rowHeight: plan.rowHeight,
    left: plan.left,
    top: plan.top,
    right: plan.right,
    bottom: plan.bottom,
    output: work.output,
    color: header.colorSpace === "grey" ? grey : header.colorSpace === "rgb" ? rgb : ycc,
    chromaAcross: plan.chromaAcross,
    chromaDown: plan.chromaDown,
    smooth: Number(plan.smooth),
    blueRow: rooms.blueRow,
    redRow: rooms.redRow,
    block: rooms.block,
    nextRow: plan.top,
  });
  plan.components.forEach((component, index) => {
    const at = structureFields * (1 + index);
    write(view, at, ComponentField, { ...component, ...rooms.strips[index]!, steps: stepsRoom + blockBytes * index });
  });
}

function write<Fields extends Record<string, number>>(
  view: Int32Array,
  at: number,
  fields: Fields,
  values: Partial<Record<keyof Fields, number>>,
): void {
  for (const name in values) view[at + fields[name]!] = values[name]!;
}

function writeScan(view: Int32Array, scan: Scan): void {
  view[FrameField.spectrumStart] = scan.spectrumStart;
  view[FrameField.spectrumEnd] = scan.spectrumEnd;
  view[FrameField.approximationHigh] = scan.approximationHigh;
  view[FrameField.approximationLow] = scan.approximationLow;
  view[FrameField.scanCount] = scan.components.length;
  view[FrameField.scanComponents] = scan.components.reduce((bytes, { index }, n) => bytes | (index << (8 * n)), 0);
}

/** All coefficients of the rows that are decoded, zero. */
function allocateCoefficients({ plan, arena }: Work, structures: number): void {
  plan.components.forEach(({ rowBlocks, down }, index) => {
    const bytes = blockBytes * rowBlocks * down * plan.endRow;
    const pointer = arena.allocate(bytes);
    new Uint8Array(arena.memory.buffer, pointer, bytes).fill(0);
    const fields = new Int32Array(arena.memory.buffer, structures + 4 * structureFields * (1 + index), structureFields);
    fields[ComponentField.coefficients] = pointer;
  });
}
