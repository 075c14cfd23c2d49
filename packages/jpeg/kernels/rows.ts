// Writes the output rows that a row of MCUs completes. A row of MCUs is upsampled and converted while its samples are
// still in the cache. Interpolating down needs the next row of MCUs for the last output row, so that row waits, and the
// last sample row is kept in front of the strip.
import { planesToGrey, planesToRgb, yccToRgb } from "./color";
import { Color, Component, Frame, get, pointer } from "./layout";
import { blendRows, doubleAcross, doubleBoth, repeatAcross } from "./upsample";

/**
 * The first wanted sample of a component's row. The row number is that in the whole image and is kept within it; it lies
 * in the present row of MCUs or just before (the plan of the rows sees to that), so within the strip or its history.
 */
function samples(component: usize, mcuRow: i32, row: i32, column: i32): usize {
  const size = get(component, Component.blockSize);
  const inside = max(0, min(row, get(component, Component.sampleHeight) - 1));
  const first = mcuRow * get(component, Component.down) * size;
  return (
    pointer(component, Component.strip) +
    (inside - first) * get(component, Component.stride) +
    (column - get(component, Component.firstColumn) * size)
  );
}

/** The chroma samples for output row `row`, one for each output pixel from `left` on. */
function chroma(frame: usize, component: usize, mcuRow: i32, row: i32, room: usize): usize {
  const left = get(frame, Frame.left);
  const right = get(frame, Frame.right);
  const across = get(frame, Frame.chromaAcross);
  const down = get(frame, Frame.chromaDown);
  const smooth = get(frame, Frame.smooth);
  const near = down == 2 ? row >> 1 : row;
  const lower = row & 1;
  if (across == 1) {
    const source = samples(component, mcuRow, near, left);
    if (down == 1 || !smooth) return source;
    const other = samples(component, mcuRow, lower ? near + 1 : near - 1, left);
    blendRows(source, other, room, right - left, 1 + lower);
    return room;
  }
  const first = left >> 1;
  const length = ((right + 1) >> 1) - first;
  const source = samples(component, mcuRow, near, first);
  const other = down == 2 && smooth ? samples(component, mcuRow, lower ? near + 1 : near - 1, first) : source;
  // Beyond the image the edge goes on. Those bytes belong to the row: there is room before it and after.
  const width = get(component, Component.sampleWidth);
  extend(source, first, length, width);
  extend(other, first, length, width);
  if (!smooth) repeatAcross(source, room, length);
  else if (down == 2) doubleBoth(source, other, room, length);
  else doubleAcross(source, room, length);
  return room + (left & 1);
}

function extend(source: usize, first: i32, length: i32, width: i32): void {
  if (first == 0) store<u8>(source - 1, load<u8>(source));
  if (first + length == width) store<u8>(source + length, load<u8>(source + length - 1));
}

export function writeRows(frame: usize, mcuRow: i32): void {
  const components = pointer(frame, Frame.components);
  const second = components + Component.bytes;
  const third = second + Component.bytes;
  const left = get(frame, Frame.left);
  const width = get(frame, Frame.right) - left;
  const color = get(frame, Frame.color);
  const pixelBytes = color == Color.grey || color == Color.rgbToGrey ? 1 : 3;
  const waits = get(frame, Frame.chromaDown) == 2 && get(frame, Frame.smooth) != 0;
  let ready = (mcuRow + 1) * get(frame, Frame.rowHeight);
  if (waits && mcuRow + 1 < get(frame, Frame.rows)) ready--;
  const end = min(ready, get(frame, Frame.bottom));
  let row = get(frame, Frame.nextRow);
  for (; row < end; row++) {
    // The output has (bottom − top) × width pixels, and row is below bottom.
    const target = pointer(frame, Frame.output) + <usize>(row - get(frame, Frame.top)) * <usize>(width * pixelBytes);
    const luma = samples(components, mcuRow, row, left);
    if (color == Color.grey) memory.copy(target, luma, width);
    else if (color == Color.greyToRgb) planesToRgb(luma, luma, luma, target, width);
    else {
      const blue = chroma(frame, second, mcuRow, row, pointer(frame, Frame.blueRow));
      const red = chroma(frame, third, mcuRow, row, pointer(frame, Frame.redRow));
      if (color == Color.ycc) yccToRgb(luma, blue, red, target, width);
      else if (color == Color.rgb) planesToRgb(luma, blue, red, target, width);
      else planesToGrey(luma, blue, red, target, width);
    }
  }
  store<i32>(frame + Frame.nextRow, row);
  if (waits)
    for (let n = 0; n < get(frame, Frame.componentCount); n++) keepLastRow(components + <usize>n * Component.bytes);
}

/** The last row of the strip becomes its history. */
function keepLastRow(component: usize): void {
  const stride = <usize>get(component, Component.stride);
  if (stride == 0) return;
  const strip = pointer(component, Component.strip);
  const height = <usize>(get(component, Component.down) * get(component, Component.blockSize));
  memory.copy(strip - stride, strip + (height - 1) * stride, stride - 32);
}
