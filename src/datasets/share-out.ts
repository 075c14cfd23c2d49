/**
 * How many samples of each group every part gets. What rounding takes from a part in one group is made up for in the
 * next, so that the whole keeps its shares too.
 *
 * @param lengths of the groups.
 * @param shares of the parts; they sum to 1.
 * @returns for each group the counts of the parts, which sum to its length.
 */
export function shareOut(lengths: readonly number[], shares: readonly number[]): readonly (readonly number[])[] {
  const owed = shares.map(() => 0);
  return lengths.map((length) => {
    let left = length;
    return shares.map((share, part) => {
      const exact = length * share + (owed[part] as number);
      const last = part === shares.length - 1;
      const count = last ? left : Math.min(Math.max(0, Math.round(exact)), left);
      owed[part] = exact - count;
      left -= count;
      return count;
    });
  });
}
