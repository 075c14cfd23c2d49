import type { KernelMemory } from "../memory.ts";
import { allocateRaster, type Raster, requireBytes } from "../raster.ts";
import type { Compat } from "./compat.ts";
import { colorKernels } from "./module.ts";

/**
 * The gray of three colors as a picture of one channel, in new space; one of a single channel is gray, and is returned
 * itself.
 *
 * @param compat whose gray it is.
 * @throws TypeError for other than bytes, RangeError for other than 1 or 3 channels.
 */
export function oneChannel(memory: KernelMemory, source: Raster, compat: Compat): Raster {
  requireOneOrThree(source);
  if (source.channels === 1) return source;
  const { pointer, width, height } = source;
  const target = allocateRaster(memory, { width, height, channels: 1, type: "uint8" });
  const { grayBytes, weightedGrayBytes } = colorKernels(memory);
  if (compat === "torchvision") grayBytes(pointer, width * height, target.pointer);
  else weightedGrayBytes(pointer, width * height, target.pointer, compat === "opencv");
  return target;
}

/**
 * A picture of one channel with that channel three times, in new space; one of three is returned itself.
 *
 * @throws TypeError for other than bytes, RangeError for other than 1 or 3 channels.
 */
export function threeChannels(memory: KernelMemory, source: Raster): Raster {
  requireOneOrThree(source);
  if (source.channels === 3) return source;
  const { pointer, width, height } = source;
  const target = allocateRaster(memory, { width, height, channels: 3, type: "uint8" });
  colorKernels(memory).threeAlike(pointer, width * height, target.pointer);
  return target;
}

function requireOneOrThree(source: Raster): void {
  requireBytes(source, "Gray");
  const { channels } = source;
  if (channels !== 1 && channels !== 3) throw new RangeError(`Gray takes 1 or 3 channels, not ${channels}`);
}
