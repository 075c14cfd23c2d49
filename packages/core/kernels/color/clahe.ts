// Contrast-limited adaptive histogram equalization (Zuiderveld, 1994), as OpenCV has it for bytes: a table for each tile,
// and between the middles of tiles the mean of four tables, weighted by how near they are.

/** A place beyond the last one, mirrored at the edges without repeating them. */
function mirrored(place: i32, length: i32): i32 {
  if (length == 1) return 0;
  while (place < 0 || place >= length) place = place < 0 ? -place : 2 * length - 2 - place;
  return place;
}

/** Counts the levels of one tile, which may reach beyond the picture's right and lower edge. */
function countTile(
  plane: usize,
  step: i32,
  width: i32,
  height: i32,
  left: i32,
  top: i32,
  tileWidth: i32,
  tileHeight: i32,
  counts: usize,
): void {
  memory.fill(counts, 0, 1024);
  const inside = min<i32>(max<i32>(width - left, 0), tileWidth);
  for (let y = top; y < top + tileHeight; y++) {
    const row = plane + <usize>(mirrored(y, height) * width * step);
    for (let x = 0; x < inside; x++) add(counts, row + <usize>((left + x) * step));
    for (let x = inside; x < tileWidth; x++) add(counts, row + <usize>(mirrored(left + x, width) * step));
  }
}

function add(counts: usize, level: usize): void {
  const at = counts + ((<usize>load<u8>(level)) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Cuts counts at `limit` and gives what was cut to all of them alike, the rest to some at even distances. */
function redistribute(counts: usize, limit: i32): void {
  let cut = 0;
  for (let level: usize = 0; level < 1024; level += 4) {
    const more = load<i32>(counts + level) - limit;
    if (more <= 0) continue;
    cut += more;
    store<i32>(counts + level, limit);
  }
  const each = cut >> 8;
  for (let level: usize = 0; level < 1024; level += 4) store<i32>(counts + level, load<i32>(counts + level) + each);
  let rest = cut & 255;
  if (rest == 0) return;
  const stride = max<i32>(256 / rest, 1);
  for (let level = 0; level < 256 && rest > 0; level += stride) {
    const at = counts + ((<usize>level) << 2);
    store<i32>(at, load<i32>(at) + 1);
    rest--;
  }
}

/**
 * Writes a table of 256 bytes for each of `tilesX` × `tilesY` tiles of a plane, whose levels are `step` bytes apart. Levels
 * occur at most `limit` times in each; `counts` is scratch for 256 numbers of 32 bits.
 */
export function claheTables(
  plane: usize,
  step: i32,
  width: i32,
  height: i32,
  tilesX: i32,
  tilesY: i32,
  tileWidth: i32,
  tileHeight: i32,
  limit: i32,
  counts: usize,
  tables: usize,
): void {
  const scale = <f32>255 / <f32>(tileWidth * tileHeight);
  for (let row = 0; row < tilesY; row++) {
    for (let column = 0; column < tilesX; column++) {
      countTile(plane, step, width, height, column * tileWidth, row * tileHeight, tileWidth, tileHeight, counts);
      redistribute(counts, limit);
      let sum = 0;
      for (let level: usize = 0; level < 256; level++) {
        sum += load<i32>(counts + (level << 2));
        store<u8>(tables + level, <u8>min<f32>(255, nearest<f32>(<f32>sum * scale)));
      }
      tables += 256;
    }
  }
}

/** The tiles before and behind a place, as offsets, and how near the latter is: three words. */
function storeNeighbours(place: i32, perTile: f32, tiles: i32, stride: i32, output: usize): void {
  const middle = <f32>place * perTile - <f32>0.5;
  const first = floor<f32>(middle);
  const tile = <i32>first;
  store<i32>(output, max<i32>(tile, 0) * stride);
  store<i32>(output, min<i32>(tile + 1, tiles - 1) * stride, 4);
  store<f32>(output, middle - first, 8);
}

/** Leads the levels of a plane through the tables, in place. `scratch` takes three words for each column and three more. */
export function claheApply(
  plane: usize,
  step: i32,
  width: i32,
  height: i32,
  tilesX: i32,
  tilesY: i32,
  tileWidth: i32,
  tileHeight: i32,
  tables: usize,
  scratch: usize,
): void {
  const columns = scratch + 12;
  const perTileX = <f32>1 / <f32>tileWidth;
  const perTileY = <f32>1 / <f32>tileHeight;
  for (let x = 0; x < width; x++) storeNeighbours(x, perTileX, tilesX, 256, columns + <usize>(x * 12));
  for (let y = 0; y < height; y++) {
    storeNeighbours(y, perTileY, tilesY, tilesX << 8, scratch);
    const above = tables + <usize>load<i32>(scratch);
    const below = tables + <usize>load<i32>(scratch, 4);
    const down = load<f32>(scratch, 8);
    const up = <f32>1 - down;
    let column = columns;
    for (let x = 0; x < width; x++) {
      const level = <usize>load<u8>(plane);
      const left = <usize>load<i32>(column) + level;
      const right = <usize>load<i32>(column, 4) + level;
      const after = load<f32>(column, 8);
      const before = <f32>1 - after;
      const upper = <f32>load<u8>(above + left) * before + <f32>load<u8>(above + right) * after;
      const lower = <f32>load<u8>(below + left) * before + <f32>load<u8>(below + right) * after;
      store<u8>(plane, <u8>min<f32>(255, nearest<f32>(upper * up + lower * down)));
      plane += step;
      column += 12;
    }
  }
}
