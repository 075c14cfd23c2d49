import type { Boxes, Companion, Companions } from "../../fields/index.ts";
import { selectRows } from "../../fields/index.ts";
import type { Hull } from "../../kernels/mix/instances.ts";
import type { BoxesOutline } from "../../outline-types.ts";
import type { Corners } from "../engine/box-formats.ts";
import { boxesField, boxList, type OutlinedBox, withBoxes } from "../engine/boxes.ts";
import { mergeCompanions } from "./merge-rows.ts";
import type { Pasted } from "./paste-objects.ts";

/**
 * The boxes after a pasting: what was covered of an object its box loses, and an object of which less is left than the field
 * asks for is dropped; then those of pasted objects, right around their pixels. Turned boxes stay as they are.
 *
 * @param companion which of what goes with boxes is the number of their object in the mask.
 */
export function pastedBoxes(
  field: string,
  own: BoxesOutline,
  partner: BoxesOutline,
  companion: string,
  { numbers, before, now }: Omit<Pasted, "pictures">,
): Boxes {
  const kept = boxList(own).flatMap((box): readonly OutlinedBox[] => {
    const number = numberOf(own, companion, box.row);
    const [was, is] = [before.get(number), now.get(number)];
    if (was === undefined || was.pixels === is?.pixels) return [box];
    if (is === undefined || is.pixels / was.pixels < own.source.minVisibility) return [];
    // One that is turned cannot be cut and stay a box.
    return [box.quad === undefined ? { ...box, corners: within(box.corners, is) } : box];
  });
  const pasted = boxList(partner).flatMap(({ row }): readonly OutlinedBox[] => {
    const hull = now.get(numbers.get(numberOf(partner, companion, row)) ?? 0);
    return hull === undefined ? [] : [{ corners: [hull.left, hull.top, hull.right, hull.bottom], row, visibility: 1 }];
  });
  const rowsOf = ({ source }: BoxesOutline, list: readonly OutlinedBox[]): Companions =>
    Object.fromEntries(
      Object.entries(source.with).map(([name, values]) => [
        name,
        selectRows(
          values,
          list.map(({ row }) => row),
        ),
      ]),
    );
  const renumbered = (companions: Companions): Companions => ({
    ...companions,
    [companion]: mapped(companions[companion] as Companion, (number) => numbers.get(number) as number),
  });
  const companions = mergeCompanions(field, [rowsOf(own, kept), renumbered(rowsOf(partner, pasted))]);
  const all = [...kept, ...pasted].map((box, row) => ({ ...box, row }));
  return boxesField(withBoxes({ ...own, source: { ...own.source, with: companions } }, all));
}

function numberOf({ source }: BoxesOutline, companion: string, row: number): number {
  return Number((source.with[companion] as Companion)[row]);
}

/** A box cut to what is left of its object. */
function within([left, top, right, bottom]: Corners, hull: Hull): Corners {
  const cut = [
    Math.max(left, hull.left),
    Math.max(top, hull.top),
    Math.min(right, hull.right),
    Math.min(bottom, hull.bottom),
  ] as const;
  // A box that lies beside its object's pixels has nothing to be cut to.
  return cut[2] > cut[0] && cut[3] > cut[1] ? cut : [left, top, right, bottom];
}

/** New numbers in the container of the old ones. */
function mapped(values: Companion, change: (number: number) => number): Companion {
  const changed = Array.from(values as ArrayLike<number | bigint>, (value) => {
    const number = change(Number(value));
    return typeof value === "bigint" ? BigInt(number) : number;
  });
  if (!ArrayBuffer.isView(values)) return changed as Companion;
  return new (values.constructor as new (list: readonly unknown[]) => Int32Array)(changed);
}
