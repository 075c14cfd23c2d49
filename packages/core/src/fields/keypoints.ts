import { type Companions, checkCompanions } from "./annotations.ts";
import { flatten } from "./boxes.ts";

/** What goes with points, and what becomes of those that leave their image. */
export interface KeypointOptions<With extends Companions = Companions> {
  /** Values that go with the points, one each. */
  readonly with?: With;
  /** Drop points that left the image (default), or keep them with their coordinates: fixed skeletons need every joint. */
  readonly outside?: "drop" | "keep";
  /**
   * Which of the companions in `with` says whether a point is to be seen, as in COCO: 2 is visible, 1 hidden, 0 not
   * labelled. A point that a transform covers becomes hidden, and one that leaves its picture, where it is kept, becomes 0.
   */
  readonly visibility?: keyof With & string;
  /**
   * Which points change their meaning in a mirror: the left eye of a mirrored face is what was the right one. `pairs` are
   * numbers of the companion `id`; or, without it, rows of a skeleton, which then change places: of `joints` rows where a
   * field holds several skeletons, of all rows otherwise. Rows can only change places where none is dropped, so `outside`
   * must be "keep".
   */
  readonly mirror?: KeypointMirror<keyof With & string>;
}

/** What changes its meaning in a mirror. */
export interface KeypointMirror<Name extends string = string> {
  readonly pairs: readonly (readonly [number, number])[];
  readonly id?: Name;
  readonly joints?: number;
}

/** Points in pixels, `data[2 * i]` is x and `data[2 * i + 1]` is y; pixel edges are at 0 … width, so the centre of the first pixel is 0.5. */
export interface Keypoints<With extends Companions = Companions> {
  readonly kind: "keypoints";
  readonly data: Float32Array;
  readonly with: With;
  readonly outside: "drop" | "keep";
  /** The companion that says whether a point is to be seen. */
  readonly visibility?: string;
  readonly mirror?: KeypointMirror;
}

/**
 * Points of the sample's image.
 *
 * @param rows `[x, y]` each, in pixels, or all of them in one Float32Array, which is not copied.
 * @throws RangeError for rows that are not two finite numbers, and for companions of another number; TypeError for an
 * `outside`, a companion for `visibility` or a `mirror` that there is not.
 */
export function keypoints<const With extends Companions = Record<never, never>>(
  rows: readonly (readonly number[])[] | Float32Array,
  options: KeypointOptions<With> = {},
): Keypoints<With> {
  const { outside = "drop" } = options;
  if (outside !== "drop" && outside !== "keep") {
    throw new TypeError(`keypoints: outside must be drop or keep, got ${JSON.stringify(outside)}`);
  }
  const data = rows instanceof Float32Array ? rows : flatten("keypoints", rows, 2);
  if (data.length % 2 !== 0)
    throw new RangeError(`keypoints: two numbers a point are needed, got ${data.length} in all`);
  const companions = options.with ?? ({} as With);
  checkCompanions("keypoints", companions, data.length / 2);
  const { visibility } = options;
  if (visibility !== undefined) checkVisibility(visibility, companions);
  const { mirror } = options;
  if (mirror !== undefined) checkMirror(mirror, companions, outside, data.length / 2);
  return {
    kind: "keypoints",
    data,
    with: companions,
    outside,
    ...(visibility === undefined ? {} : { visibility }),
    ...(mirror === undefined ? {} : { mirror }),
  };
}

function checkVisibility(name: string, companions: Companions): void {
  const flags = Object.hasOwn(companions, name) ? companions[name] : undefined;
  if (flags === undefined) {
    const known = Object.keys(companions).join(", ") || "none";
    throw new TypeError(`keypoints: visibility names the companion "${name}", and those in with are: ${known}`);
  }
  for (const flag of flags as Iterable<unknown>) {
    if (flag === 0 || flag === 1 || flag === 2) continue;
    throw new TypeError(`keypoints: with.${name} holds ${String(flag)}; 2 is visible, 1 hidden, 0 not labelled`);
  }
}

function checkMirror(
  { pairs, id, joints }: KeypointMirror,
  companions: Companions,
  outside: "drop" | "keep",
  count: number,
): void {
  if (id !== undefined) {
    if (Object.hasOwn(companions, id)) return;
    const known = Object.keys(companions).join(", ") || "none";
    throw new TypeError(`keypoints: mirror.id names the companion "${id}", and those in with are: ${known}`);
  }
  if (outside !== "keep") {
    throw new TypeError(
      'keypoints: rows change places in a mirror, so none may be dropped: set outside: "keep", or name mirror.id',
    );
  }
  const size = joints ?? count;
  if (joints !== undefined && !(Number.isInteger(joints) && joints >= 1 && count % joints === 0)) {
    throw new RangeError(`keypoints: ${count} points are no whole number of skeletons of ${joints} joints`);
  }
  for (const row of pairs.flat()) {
    if (Number.isInteger(row) && row >= 0 && row < size) continue;
    throw new RangeError(`keypoints: mirror.pairs names row ${row}, and a skeleton has rows 0 to ${size - 1}`);
  }
}
