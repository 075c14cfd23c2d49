import type { TableColumn } from "@millrace/core";

/** Several dictionaries as one. */
interface Merged {
  readonly texts: readonly string[];
  /** For each of them its places as those of the merged one; undefined where they are the same. */
  readonly codes: readonly (Uint32Array | undefined)[];
}

/** The last text that each integer type has a place for. */
const last: Readonly<Record<string, number>> = {
  uint8: 0xff,
  uint16: 0xffff,
  uint32: 0xffffffff,
  int8: 0x7f,
  int16: 0x7fff,
  int32: 0x7fffffff,
};

/** What came of dictionaries that were merged before: a dataset's dictionary is one list in all of its batches. */
const known = new WeakMap<
  readonly string[],
  { readonly lists: readonly (readonly string[])[]; readonly merged: Merged }
>();

/**
 * The dictionaries of one column of several datasets as one.
 *
 * @throws RangeError where they hold more texts together than the type of the column has places for.
 */
export function mergeDictionaries(columns: readonly TableColumn[], name: string): Merged {
  const lists = columns.map(({ dictionary }) => dictionary as readonly string[]);
  const [first] = lists as [readonly string[]];
  const before = known.get(first);
  const same = before?.lists.length === lists.length && lists.every((list, i) => list === before.lists[i]);
  if (before !== undefined && same) return before.merged;
  const merged = merge(lists);
  const { dtype } = columns[0] as TableColumn;
  const most = (last[dtype] as number) + 1;
  if (merged.texts.length > most) {
    throw new RangeError(
      `the dictionaries of the column "${name}" hold ${merged.texts.length} texts together, and ${dtype} has places for ${most}; use a wider type`,
    );
  }
  known.set(first, { lists, merged });
  return merged;
}

function merge(lists: readonly (readonly string[])[]): Merged {
  const [first] = lists as [readonly string[]];
  const texts = [...first];
  const places = new Map<string, number>();
  // Backwards, so that a text that a dictionary has twice goes by its first place.
  for (let place = first.length - 1; place >= 0; place--) places.set(first[place] as string, place);
  const codes = lists.map((list, i) => {
    if (i === 0 || (list.length === first.length && list.every((text, place) => text === first[place])))
      return undefined;
    return Uint32Array.from(list, (text) => {
      const place = places.get(text) ?? texts.push(text) - 1;
      places.set(text, place);
      return place;
    });
  });
  return { texts, codes };
}
