import type { CollatedBatch } from "../../batch-transform.ts";
import { OptionError } from "../../check.ts";
import { type KernelMemory, kernelMemory } from "../../kernels/memory.ts";
import { type Mixable, rowMixer } from "../../kernels/mix/mix-rows.ts";
import { kindNamed } from "../../kinds/index.ts";
import type { Canvas } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import type { Tensor } from "../../tensor.ts";
import { cutBox } from "./cut-box.ts";
import { copyRectangle, type PicturePlanes, planesOf } from "./cut-rows.ts";
import type { DrawnMixes, Mix } from "./draw-mixes.ts";
import { checkMixable, imageTensor } from "./images.ts";
import { circlesOf, drawOfRow, type MixMode } from "./modes.ts";
import { type SoftOptions, softLabels } from "./soft-labels.ts";

/** What becomes of a row: the share of itself that stays, and the rectangle that comes from its partner where it is cut. */
interface RowMix {
  readonly share: number;
  readonly box?: Rectangle;
}

/** A row's part in a batch in place: its number, its mix, and whether its partner is the one that was set aside. */
type Visit = (row: number, partner: number, mix: RowMix, isAside: boolean) => void;

/**
 * Mixes the images of a batch in place, cuts masks along where everything is cut, and mixes labels in rows of class
 * weights, each row's by the share of its own pixels that is left.
 *
 * @param cuts whether all draws cut, so that annotations of pixels may follow and images may be of any type.
 */
export function applyMixes(
  owner: string,
  batch: CollatedBatch,
  drawn: DrawnMixes,
  { mode, cuts, ...soft }: SoftOptions & { readonly mode: MixMode; readonly cuts: boolean },
): Readonly<Record<string, Tensor>> {
  checkMixable(owner, batch, cuts);
  const { size, passThrough, layout = "NHWC" } = batch;
  const memory = kernelMemory();
  const images = batch.images.filter((field) => !passThrough.includes(field));
  const pictures = cuts ? [...images, ...masksOf(batch)] : images;
  const mixes = rowMixes(owner, batch, pictures, drawn, mode);
  const tensors = { ...batch.tensors };
  for (const field of pictures) {
    const tensor = cuts ? (tensors[field] as Tensor) : imageTensor(owner, batch, field);
    mixPictures(memory, tensor, planesOf(tensor, layout, isClip(batch, field)), { mode, size, mixes });
  }
  for (const field of batch.labels) {
    const rows = softLabels(owner, batch, field, soft);
    mixAll(memory, rows.data, { mode, size, mixes: mixes.map(({ share }) => ({ share })) });
    tensors[field] = rows;
  }
  return tensors;
}

function masksOf({ schema, passThrough }: CollatedBatch): readonly string[] {
  return schema
    .filter(({ name, kind }) => kindNamed(kind).picture?.annotates === true && !passThrough.includes(name))
    .map(({ name }) => name);
}

/** Whether a field holds several pictures a row. */
function isClip({ schema }: CollatedBatch, field: string): boolean {
  return schema.some(({ name, kind }) => name === field && kindNamed(kind).picture?.frames !== undefined);
}

/** The mix of every row, boxes in pixels. Of what is cut, the share is what the rectangle leaves. */
function rowMixes(
  owner: string,
  batch: CollatedBatch,
  pictures: readonly string[],
  drawn: DrawnMixes,
  mode: MixMode,
): readonly RowMix[] {
  const { size, tensors, layout = "NHWC" } = batch;
  const list: readonly Mix[] = "lambda" in drawn ? [drawn] : drawn;
  let canvas: Canvas | undefined;
  const found = list.map(({ lambda, at }): RowMix => {
    if (at === undefined) return { share: lambda };
    canvas ??= commonCanvas(
      owner,
      pictures.map((field) => [field, planesOf(tensors[field] as Tensor, layout, isClip(batch, field))]),
    );
    const box = cutBox(lambda, at, canvas);
    return { share: 1 - (box.width * box.height) / (canvas.width * canvas.height), box };
  });
  const untouched: RowMix = { share: 1 };
  return Array.from({ length: size }, (_, row) => found[drawOfRow(mode, size, row)] ?? untouched);
}

/** @throws OptionError for pictures of two sizes: a rectangle would not be the same place in both. */
function commonCanvas(owner: string, pictures: readonly (readonly [string, PicturePlanes])[]): Canvas {
  const [first, ...others] = pictures as [readonly [string, PicturePlanes], ...(readonly [string, PicturePlanes])[]];
  for (const [field, { width, height }] of others) {
    if (width === first[1].width && height === first[1].height) continue;
    throw new OptionError(
      `${owner}: the fields "${first[0]}" (${first[1].width} × ${first[1].height}) and "${field}" (${width} × ${height}) differ in size, and one rectangle is cut from both; resize them to one size, or list one in passThrough`,
    );
  }
  return first[1];
}

interface Rows {
  readonly mode: MixMode;
  readonly size: number;
  readonly mixes: readonly RowMix[];
}

/** Pictures row by row: cut from bytes, or mixed as numbers. */
function mixPictures(memory: KernelMemory, { data }: Tensor, planes: PicturePlanes, rows: Rows): void {
  if (rows.mixes.every(({ box }) => box === undefined)) {
    mixAll(memory, data as Mixable, rows);
    return;
  }
  const { bytes, pictureBytes } = planes;
  const mark = memory.mark();
  const aside = memory.allocate(pictureBytes);
  const numbers = data as Mixable;
  const mixRow = rows.mixes.some(({ box }) => box === undefined) ? rowMixer(memory, numbers) : undefined;
  const width = numbers.length / rows.size;
  const setAside = memory.bytesAt(aside, pictureBytes);
  const asideNumbers = numbers instanceof Float32Array ? memory.floatsAt(aside, width) : setAside;
  visit(
    rows,
    (row) => setAside.set(bytes.subarray(row * pictureBytes, (row + 1) * pictureBytes)),
    (row, partner, { box, share }, isAside) => {
      if (box === undefined) {
        mixRow?.(row * width, isAside ? asideNumbers : numbers, isAside ? 0 : partner * width, width, share);
      } else if (isAside) copyRectangle(planes, row * pictureBytes, setAside, 0, box);
      else copyRectangle(planes, row * pictureBytes, bytes, partner * pictureBytes, box);
    },
  );
  memory.release(mark);
}

/** Rows of numbers, all mixed and none cut. */
function mixAll(memory: KernelMemory, data: Mixable, rows: Rows): void {
  const mark = memory.mark();
  const width = data.length / rows.size;
  const aside = memory.allocate(width * data.BYTES_PER_ELEMENT);
  const mixRow = rowMixer(memory, data);
  const setAside = data instanceof Float32Array ? memory.floatsAt(aside, width) : memory.bytesAt(aside, width);
  visit(
    rows,
    (row) => setAside.set(data.subarray(row * width, (row + 1) * width)),
    (row, partner, { share }, isAside) =>
      mixRow(row * width, isAside ? setAside : data, isAside ? 0 : partner * width, width, share),
  );
  memory.release(mark);
}

/**
 * Goes round each circle from its end, so that every partner is still as it was; the last row, which is the first one's
 * partner, is set aside before. Rows that stay as they are are passed by.
 */
function visit({ mode, size, mixes }: Rows, setAside: (row: number) => void, each: Visit): void {
  for (const circle of circlesOf(mode, size)) {
    const last = circle.length - 1;
    if ((mixes[circle[0] as number] as RowMix).share < 1) setAside(circle[last] as number);
    for (let at = last; at >= 0; at--) {
      const row = circle[at] as number;
      const mix = mixes[row] as RowMix;
      if (mix.share < 1) each(row, circle[at === 0 ? last : at - 1] as number, mix, at === 0);
    }
  }
}
