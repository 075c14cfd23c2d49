/**
 * Undoes a PNG row's filter, in place.
 *
 * @param before the row above, undone already; zeros above the first.
 * @param step bytes of a pixel, at least 1: how far back "left" is.
 */
export function unfilter(filter: number, row: Uint8Array, before: Uint8Array, step: number): void {
  const length = row.length;
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = step; i < length; i++) row[i]! += row[i - step]!;
      return;
    case 2:
      for (let i = 0; i < length; i++) row[i]! += before[i]!;
      return;
    case 3:
      for (let i = 0; i < length; i++) row[i]! += ((i < step ? 0 : row[i - step]!) + before[i]!) >> 1;
      return;
    case 4:
      for (let i = 0; i < length; i++) {
        row[i]! += i < step ? before[i]! : paeth(row[i - step]!, before[i]!, before[i - step]!);
      }
      return;
    default:
      throw new Error(`the PNG data name a filter ${filter}; there are 0 to 4: the file is damaged`);
  }
}

/** Of left, above and above left, the one nearest to `left + above − corner`. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
