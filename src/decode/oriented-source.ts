import type { DecodeRequest, PixelSource } from "@millrace/core";
import { reindex } from "@millrace/core/image/engine";
import { type Orientation, type Size, storedRegion, turnedRegion, turnedSize, turns } from "./orientation.ts";

type Open = (request: DecodeRequest) => PixelSource | Promise<PixelSource>;

/**
 * Opens a picture that is to be turned. Decoders know nothing of orientation: they get the region where it is stored,
 * and the pixels are turned on their way into the arena. So only that region is decoded, whatever the orientation.
 *
 * @param stored the whole picture's size as stored.
 * @param request in coordinates of the turned picture.
 * @param open takes coordinates of the stored picture.
 */
export function openOriented(
  orientation: Orientation,
  stored: Size,
  request: DecodeRequest,
  open: Open,
): PixelSource | Promise<PixelSource> {
  if (orientation === 1) return open(request);
  const { region } = request;
  const opened = open(
    region === undefined ? request : { ...request, region: storedRegion(region, stored, orientation) },
  );
  return opened instanceof Promise
    ? opened.then((source) => orientedSource(source, stored, orientation))
    : orientedSource(opened, stored, orientation);
}

function orientedSource(source: PixelSource, stored: Size, orientation: Orientation): PixelSource {
  const { width, height } = turnedSize(source, orientation);
  return {
    width,
    height,
    scale: source.scale,
    region: turnedRegion(source.region, stored, orientation),
    load(memory) {
      const raster = source.load(memory);
      const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
      return reindex(memory, raster, { ...whole, ...turns[orientation] });
    },
  };
}
