import type { MaskPixels, Pixels, Sample } from "../../fields/index.ts";
import { type KernelMemory, kernelMemory } from "../../kernels/memory.ts";
import { type Hull, hullsOf, numbersOf, type Pasting, pasteNumbers, pastePixels } from "../../kernels/mix/instances.ts";
import { type Raster, rasterBytes } from "../../kernels/raster.ts";
import { resample } from "../../kernels/resample.ts";
import { type AxisMap, wholeAxis } from "../../kernels/tap-table.ts";
import type { Canvas } from "../../outline-types.ts";

/** How the partner's picture comes to lie on the sample's. */
export interface Laid {
  /** Its size, once it is scaled. */
  readonly width: number;
  readonly height: number;
  /** Where its upper left corner lies, which may be outside. */
  readonly x: number;
  readonly y: number;
  readonly flip: boolean;
}

/** The pictures after the pasting, and what became of the objects. */
export interface Pasted {
  readonly pictures: Readonly<Record<string, Pixels | MaskPixels>>;
  /** The numbers of the partner's objects that were pasted, and those that they have now. */
  readonly numbers: ReadonlyMap<number, number>;
  /** What the sample's objects covered before, and what all cover now. */
  readonly before: ReadonlyMap<number, Hull>;
  readonly now: ReadonlyMap<number, Hull>;
}

/**
 * Pastes objects of a partner: scales and mirrors its pictures, of which only the part is made that lies on the sample's,
 * and copies those pixels that belong to chosen objects.
 *
 * @param names the field of the mask that tells objects apart, and the other pictures.
 * @param isChosen whether an object is pasted, by its number.
 * @throws RangeError where the mask has no numbers left for what is pasted.
 */
export function pasteObjects(
  sample: Sample,
  partner: Sample,
  names: { readonly instances: string; readonly images: readonly string[]; readonly masks: readonly string[] },
  laid: Laid,
  isChosen: (number: number) => boolean,
): Pasted {
  const memory = kernelMemory();
  const mark = memory.mark();
  try {
    const own = load(memory, sample[names.instances] as MaskPixels);
    const before = hullsOf(memory, own);
    const mask = cut(memory, partner[names.instances] as MaskPixels, laid, own, "nearest");
    const none = new Map<number, number>();
    if (mask === undefined) return { pictures: {}, numbers: none, before, now: before };
    const chosen = [...hullsOf(memory, mask).keys()].filter(isChosen);
    const numbers = freshNumbers(chosen, before, numbersOf(own) - 1);
    const pasting: Pasting = { mask, numbers, x: Math.max(0, laid.x), y: Math.max(0, laid.y) };
    pasteNumbers(memory, pasting, own);
    const now = hullsOf(memory, own);
    const pictures: Record<string, Pixels | MaskPixels> = {
      [names.instances]: unload(memory, own, sample[names.instances]),
    };
    for (const [list, filter] of [
      [names.images, "bilinear"],
      [names.masks, "nearest"],
    ] as const) {
      for (const name of list) {
        const inner = memory.mark();
        const target = load(memory, sample[name] as Pixels);
        const source = cut(memory, partner[name] as Pixels, laid, own, filter) as Raster;
        pastePixels(memory, pasting, source, target);
        pictures[name] = unload(memory, target, sample[name]);
        memory.release(inner);
      }
    }
    return { pictures, numbers, before, now };
  } finally {
    memory.release(mark);
  }
}

/** The smallest numbers that no object has. */
function freshNumbers(
  chosen: readonly number[],
  taken: ReadonlyMap<number, Hull>,
  most: number,
): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  let next = 1;
  for (const number of chosen) {
    while (taken.has(next)) next++;
    if (next > most) {
      throw new RangeError(
        `its mask has no number left for another object: of 1 to ${most} all are taken; give masks of 16 bits`,
      );
    }
    numbers.set(number, next++);
  }
  return numbers;
}

/** The part of a partner's picture that lies on the sample's; undefined where none does. */
function cut(
  memory: KernelMemory,
  picture: Pixels | MaskPixels,
  { width, height, x, y, flip }: Laid,
  canvas: Canvas,
  filter: "nearest" | "bilinear",
): Raster | undefined {
  const columns = axis(picture.width, width, x, canvas.width, flip);
  const rows = axis(picture.height, height, y, canvas.height, false);
  if (columns.windowLength <= 0 || rows.windowLength <= 0) return undefined;
  return resample(memory, load(memory, picture), { columns, rows, filter, antialias: filter === "bilinear" });
}

function axis(length: number, size: number, at: number, room: number, reversed: boolean): AxisMap {
  const windowOffset = Math.max(0, -at);
  const windowLength = Math.min(size, room - at) - windowOffset;
  return { ...wholeAxis(length), reversed, size, windowOffset, windowLength };
}

function load(memory: KernelMemory, picture: Pixels | MaskPixels): Raster {
  const { width, height, data } = picture;
  const pointer = memory.allocate(data.byteLength);
  memory.bytesAt(pointer, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const type = data instanceof Uint16Array ? "uint16" : "uint8";
  return { pointer, width, height, channels: "channels" in picture ? picture.channels : 1, type };
}

function unload(memory: KernelMemory, raster: Raster, like: unknown): Pixels | MaskPixels {
  const bytes = memory.bytesAt(raster.pointer, rasterBytes(raster)).slice();
  const data = raster.type === "uint16" ? new Uint16Array(bytes.buffer) : bytes;
  return { ...(like as Pixels), data: data as Uint8Array };
}
