// Goes through the MCUs of a frame.
import { openInterval, overrun } from "./bits";
import { Component, Frame, get, pointer } from "./layout";
import { firstAc, firstDc, refineAc, refineDc, resetEndRun } from "./progressive-block";
import { writeRows } from "./rows";
import { decodeBlock, skipBlock, takeUnknownCodes } from "./sequential-block";
import { lastCoefficient, transform } from "./transform";

function resetPredictors(frame: usize): void {
  const components = pointer(frame, Frame.components);
  for (let n = 0; n < get(frame, Frame.componentCount); n++) {
    store<i32>(components + <usize>n * Component.bytes + Component.predictor, 0);
  }
  resetEndRun();
}

// Where reading is: the MCUs left in the interval, which interval it is, and whether its data has run out.
let left: i32 = 0;
let interval: i32 = 0;
let dry: bool = false;

function begin(frame: usize): void {
  interval = -1;
  next(frame);
}

function next(frame: usize): void {
  interval++;
  const length = get(frame, Frame.restartInterval);
  left = length ? length : i32.MAX_VALUE;
  openInterval(pointer(frame, Frame.positions), interval, get(frame, Frame.intervals));
  dry = interval >= get(frame, Frame.intervals);
  resetPredictors(frame);
}

function missing(frame: usize): void {
  store<i32>(frame + Frame.warnings, get(frame, Frame.warnings) + 1);
}

/** Decodes the one scan of a sequential frame and writes the wanted output rows. */
export function decodeRows(frame: usize): void {
  const columns = get(frame, Frame.columns);
  const firstRow = get(frame, Frame.firstRow);
  const endRow = get(frame, Frame.endRow);
  begin(frame);
  takeUnknownCodes();
  for (let row = 0; row < endRow; row++) {
    const wanted = row >= firstRow;
    for (let column = 0; column < columns; column++) {
      if (left-- == 0) {
        next(frame);
        left--;
      }
      if (dry) missing(frame);
      decodeUnit(frame, column, wanted);
      if (!dry && overrun()) {
        dry = true;
        missing(frame);
      }
    }
    if (wanted) writeRows(frame, row);
  }
  store<i32>(frame + Frame.warnings, get(frame, Frame.warnings) + takeUnknownCodes());
}

function decodeUnit(frame: usize, column: i32, wanted: bool): void {
  const block = pointer(frame, Frame.block);
  let component = pointer(frame, Frame.components);
  const end = component + <usize>get(frame, Frame.componentCount) * Component.bytes;
  for (; component < end; component += Component.bytes) {
    const across = get(component, Component.across);
    const down = get(component, Component.down);
    const size = get(component, Component.blockSize);
    const first = get(component, Component.firstColumn);
    const last = wanted ? get(component, Component.endColumn) : 0;
    const stride = <usize>get(component, Component.stride);
    const steps = pointer(component, Component.steps);
    const dcTable = pointer(component, Component.dcTable);
    const acTable = pointer(component, Component.acTable);
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) {
        const blockColumn = column * across + x;
        const inside = blockColumn >= first && blockColumn < last;
        if (!inside || size == 1) {
          if (!dry) {
            const found = skipBlock(dcTable, acTable);
            store<i32>(component + Component.predictor, get(component, Component.predictor) + (found >> 8));
          }
          if (!inside) continue;
        }
        const target =
          pointer(component, Component.strip) + <usize>(y * size) * stride + <usize>((blockColumn - first) * size);
        let lastIndex = 0;
        if (dry) store<i16>(block, 0);
        else if (size == 1) store<i16>(block, <i16>get(component, Component.predictor));
        else {
          const found = decodeBlock(dcTable, acTable, block);
          const dc = get(component, Component.predictor) + (found >> 8);
          store<i32>(component + Component.predictor, dc);
          store<i16>(block, <i16>dc);
          lastIndex = found & 255;
        }
        transform(block, steps, lastIndex, size, target, stride);
        // Only what may have been written need be cleared: with few coefficients, those of the first rows.
        const zero = i64x2.splat(0);
        if (lastIndex) {
          v128.store(block, zero, 16);
          v128.store(block, zero, 32);
          v128.store(block, zero, 48);
          if (lastIndex > 9) {
            v128.store(block, zero);
            v128.store(block, zero, 64);
            v128.store(block, zero, 80);
            v128.store(block, zero, 96);
            v128.store(block, zero, 112);
          } else v128.store(block, zero);
        } else store<i16>(block, 0);
      }
    }
  }
}

/** Decodes one scan of several into the components' coefficients, as far down as output is wanted. */
export function decodeScan(frame: usize): void {
  takeUnknownCodes();
  decodeShares(frame);
  store<i32>(frame + Frame.warnings, get(frame, Frame.warnings) + takeUnknownCodes());
}

function decodeShares(frame: usize): void {
  const components = pointer(frame, Frame.components);
  const count = get(frame, Frame.scanCount);
  begin(frame);
  if (count == 1) {
    const component = components + <usize>load<u8>(frame + Frame.scanComponents) * Component.bytes;
    const columns = get(component, Component.scanColumns);
    const rows = min(get(component, Component.scanRows), get(frame, Frame.endRow) * get(component, Component.down));
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (!beginUnit(frame)) return;
        if (!dry) decodeShare(frame, component, row, column);
        endUnit(frame);
      }
    }
    return;
  }
  const columns = get(frame, Frame.columns);
  const rows = get(frame, Frame.endRow);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!beginUnit(frame)) return;
      if (!dry) {
        for (let n = 0; n < count; n++) {
          const component = components + <usize>load<u8>(frame + Frame.scanComponents + n) * Component.bytes;
          const across = get(component, Component.across);
          const down = get(component, Component.down);
          for (let y = 0; y < down; y++) {
            for (let x = 0; x < across; x++) decodeShare(frame, component, row * down + y, column * across + x);
          }
        }
      }
      endUnit(frame);
    }
  }
}

/** Returns false where nothing more can come. */
function beginUnit(frame: usize): bool {
  if (left-- == 0) {
    next(frame);
    left--;
  }
  return !dry || interval + 1 < get(frame, Frame.intervals);
}

function endUnit(frame: usize): void {
  if (!dry && overrun()) {
    dry = true;
    missing(frame);
  }
}

/** The row is below endRow × down and the column below rowBlocks, for which the coefficients were laid out. */
function decodeShare(frame: usize, component: usize, row: i32, column: i32): void {
  const index = <usize>row * <usize>get(component, Component.rowBlocks) + <usize>column;
  const block = pointer(component, Component.coefficients) + (index << 7);
  const start = get(frame, Frame.spectrumStart);
  const end = get(frame, Frame.spectrumEnd);
  const high = get(frame, Frame.approximationHigh);
  const low = get(frame, Frame.approximationLow);
  if (start > 0) {
    const table = pointer(component, Component.acTable);
    if (high == 0) firstAc(table, block, start, end, low);
    else refineAc(table, block, start, end, low);
  } else if (high > 0) refineDc(block, low);
  else {
    const found =
      end > 0
        ? decodeBlock(pointer(component, Component.dcTable), pointer(component, Component.acTable), block) >> 8
        : firstDc(pointer(component, Component.dcTable));
    const dc = get(component, Component.predictor) + found;
    store<i32>(component + Component.predictor, dc);
    store<i16>(block, <i16>(dc << low));
  }
}

/** Writes the wanted output rows from the coefficients. */
export function renderRows(frame: usize): void {
  for (let row = get(frame, Frame.firstRow); row < get(frame, Frame.endRow); row++) {
    let component = pointer(frame, Frame.components);
    const end = component + <usize>get(frame, Frame.componentCount) * Component.bytes;
    for (; component < end; component += Component.bytes) renderStrip(component, row);
    writeRows(frame, row);
  }
}

function renderStrip(component: usize, row: i32): void {
  const size = get(component, Component.blockSize);
  const first = get(component, Component.firstColumn);
  const last = get(component, Component.endColumn);
  const stride = <usize>get(component, Component.stride);
  const down = get(component, Component.down);
  const steps = pointer(component, Component.steps);
  for (let y = 0; y < down; y++) {
    const rowIndex = <usize>(row * down + y) * <usize>get(component, Component.rowBlocks);
    let block = pointer(component, Component.coefficients) + ((rowIndex + <usize>first) << 7);
    let target = pointer(component, Component.strip) + <usize>(y * size) * stride;
    for (let column = first; column < last; column++, block += 128, target += <usize>size) {
      transform(block, steps, size == 1 ? 0 : lastCoefficient(block), size, target, stride);
    }
  }
}
