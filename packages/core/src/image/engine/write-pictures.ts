import { type PreparedConversion, prepareConversion } from "../../kernels/convert.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import { rasterBytes } from "../../kernels/raster.ts";
import type { AsidePicture, FinishedImage, PictureWriter } from "../../walk/pixel-engine.ts";

/**
 * Makes ready to write a field's pictures, all of one size, into a slab. Where type or layout are still to change, the
 * last kernel puts them into a staging area of kernel memory, from which they are copied.
 *
 * The writer that is returned makes no objects: while a slab lies on a heap, V8 takes the heap to have grown by it, and
 * may begin a collection at any allocation. It may be used until the caller gives the arena back, and the arena must not
 * grow in between.
 */
export function pictureWriter(
  memory: KernelMemory,
  pictures: readonly AsidePicture[],
  layout: "NHWC" | "NCHW",
  floats: "float32" | "float16",
): PictureWriter {
  const conversions = prepareAll(memory, pictures, layout, floats);
  const rowBytes = pictures[0] === undefined ? 0 : writtenBytes(pictures[0].image, floats);
  // Nothing is staged for bytes that are final: of large pictures that would be much.
  const converted = pictures.filter((_, row) => conversions[row] !== undefined);
  const source = memory.allocate(converted.reduce((most, { bytes }) => Math.max(most, bytes.length), 0));
  const staging = memory.allocate(converted.length === 0 ? 0 : rowBytes);
  return (slab) => {
    const target = new Uint8Array(slab.buffer, slab.byteOffset, rowBytes * pictures.length);
    const kernel = new Uint8Array(memory.memory.buffer);
    const staged = memory.bytesAt(staging, converted.length === 0 ? 0 : rowBytes);
    for (let row = 0; row < pictures.length; row++) {
      const { bytes } = pictures[row] as AsidePicture;
      const conversion = conversions[row];
      if (conversion === undefined) {
        target.set(bytes, row * rowBytes);
        continue;
      }
      kernel.set(bytes, source);
      conversion(source, staging);
      target.set(staged, row * rowBytes);
    }
  };
}

/** Bytes of a picture in its slab. */
function writtenBytes({ raster, conversion }: FinishedImage, floats: "float32" | "float16"): number {
  const hasFloats = conversion !== undefined || raster.type === "float32";
  if (!hasFloats) return rasterBytes(raster);
  return rasterBytes({ ...raster, type: floats === "float16" ? "uint16" : "float32" });
}

/** The last conversion of each picture, undefined where the bytes are final; those that are alike are made once. */
function prepareAll(
  memory: KernelMemory,
  pictures: readonly AsidePicture[],
  layout: "NHWC" | "NCHW",
  floats: "float32" | "float16",
): readonly (PreparedConversion | undefined)[] {
  let last: { readonly image: FinishedImage; readonly prepared: PreparedConversion | undefined } | undefined;
  return pictures.map(({ image }) => {
    if (last === undefined || !convertAlike(last.image, image))
      last = { image, prepared: prepare(memory, image, layout, floats) };
    return last.prepared;
  });
}

function prepare(
  memory: KernelMemory,
  { raster, conversion }: FinishedImage,
  layout: "NHWC" | "NCHW",
  floats: "float32" | "float16",
): PreparedConversion | undefined {
  if (conversion !== undefined) {
    const { scale, bias } = conversion;
    return prepareConversion(memory, raster, { type: floats, layout, scale, bias });
  }
  if (raster.type === "float32" && floats === "float16") {
    return prepareConversion(memory, raster, { type: floats, layout });
  }
  const planar = layout === "NCHW" && raster.channels > 1;
  return planar ? prepareConversion(memory, raster, { type: raster.type, layout }) : undefined;
}

function convertAlike(one: FinishedImage, other: FinishedImage): boolean {
  if (one.raster.type !== other.raster.type) return false;
  return same(one.conversion?.scale, other.conversion?.scale) && same(one.conversion?.bias, other.conversion?.bias);
}

function same(one: readonly number[] | undefined, other: readonly number[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
