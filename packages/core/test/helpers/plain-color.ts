import type { ColorOperation } from "../../src/kernels/color-operation.ts";

/** A picture of 8 or 16 bits in ordinary memory, one number for each level. */
export interface PlainPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly most: 255 | 65535;
  readonly data: readonly number[];
}

const { fround, trunc, min, max, floor } = Math;

/**
 * What the color program is held to: each operation by itself, pixel by pixel, without tables and without a kernel. Hue has
 * no such twin; stored results hold it.
 */
export function plainColor(picture: PlainPicture, operation: ColorOperation): PlainPicture {
  const { channels, most } = picture;
  const colors = channels === 2 || channels === 4 ? channels - 1 : channels;
  const pixels = Array.from({ length: picture.width * picture.height }, (_, at) =>
    picture.data.slice(at * channels, (at + 1) * channels),
  );
  const change = changer(
    pixels.map((pixel) => pixel.slice(0, colors)),
    most,
    operation,
  );
  const data = pixels.flatMap((pixel) => [
    ...change(pixel.slice(0, colors)).map((value) => trunc(min(most, max(0, value)))),
    ...pixel.slice(colors),
  ]);
  return { ...picture, data };
}

type Change = (colors: readonly number[]) => readonly number[];

function changer(pixels: readonly (readonly number[])[], most: number, operation: ColorOperation): Change {
  const each =
    (change: (value: number, channel: number) => number): Change =>
    (colors) =>
      colors.map(change);
  switch (operation.operation) {
    case "brightness":
      return each((value) => fround(value * fround(operation.factor)));
    case "contrast": {
      const grays = pixels.flatMap((pixel) => (pixel.length === 3 ? [gray(pixel)] : pixel));
      const mean = fround(fround(sum(grays)) / fround(grays.length));
      const { factor } = operation;
      return each((value) => fround(fround(value * fround(factor)) + mean * fround(1 - factor)));
    }
    case "saturation":
      return (colors) => {
        if (colors.length === 1) return colors;
        const { factor } = operation;
        return colors.map((value) => fround(fround(value * fround(factor)) + gray(colors) * fround(1 - factor)));
      };
    case "curve":
      return each((value, channel) => operation.curve(value, most, operation.perChannel === true ? channel : 0));
    case "linear": {
      const levels = pixels.flat();
      const unit = operation.of === "most" ? most : sum(levels) / levels.length;
      return each((value) => linear(value, operation.factor, operation.share * unit, operation.safe, most));
    }
    case "autocontrast": {
      const ends = channelsOf(pixels).map((levels) => [min(...levels), max(...levels)] as const);
      return each((value, channel) => {
        const [least, greatest] = ends[channel]!;
        if (least === greatest) return value;
        return fround((value - least) / fround((greatest - least) * fround(1 / most)));
      });
    }
    case "equalize": {
      const channels = channelsOf(pixels).map((levels) => [...levels].sort((one, other) => one - other));
      return each((value, channel) => {
        const levels = channels[channel]!;
        const darker = levels.findIndex((level) => level >= value);
        const below = levels.indexOf(levels.at(-1)!);
        if (most === 65535) return below === 0 ? value : floor((darker * most) / below + 0.5);
        const step = floor(below / most);
        return step === 0 ? value : floor((darker + floor(step / 2)) / step);
      });
    }
    case "permutation":
      return (colors) => colors.map((_, at) => colors[operation.order.filter((from) => from < colors.length)[at]!]!);
    case "matrix":
      return (colors) => {
        if (colors.length === 1) return colors;
        const weights = operation.weights.map((weight) => Math.round(weight * 1024));
        return [0, 3, 6].map((row) => (sum(colors.map((value, at) => value * weights[row + at]!)) + 512) >> 10);
      };
    case "hsv":
      return (colors) => shiftHsv(colors, operation);
    default:
      throw new Error(`${operation.operation} has no twin`);
  }
}

/** The levels of each channel. */
function channelsOf(pixels: readonly (readonly number[])[]): number[][] {
  return pixels[0]!.map((_, channel) => pixels.map((pixel) => pixel[channel]!));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** torchvision's gray of bytes, with fused multiply-adds: products of f32 are exact in f64, sums rounded once. */
function gray([red, green, blue]: readonly number[]): number {
  const first = fround(green! * fround(0.587) + fround(red! * fround(0.2989)));
  return floor(fround(blue! * fround(0.114) + first));
}

/** In f32; where no level may be cut, what is added first, then the factor. */
function linear(value: number, factor: number, added: number, safe: boolean, most: number): number {
  let [scale, rest] = [factor, added];
  if (safe) {
    rest = factor > 0 ? min(most, max(0, added)) : min(most, added);
    scale = factor > 0 ? min(factor, (most - rest) / most) : max(factor, -rest / most);
  }
  return fround(fround(value * fround(scale)) + fround(rest));
}

function halfEven(value: number): number {
  const rounded = Math.round(value);
  return value % 1 === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** OpenCV's HSV of bytes by its tables of quotients, and back in f32. */
function shiftHsv(colors: readonly number[], shift: { hue: number; saturation: number; value: number }) {
  const cut = (value: number) => min(255, max(0, value));
  if (colors.length === 1) return [cut(colors[0]! + trunc(shift.value))];
  const [red, green, blue] = colors as [number, number, number];
  const most = max(red, green, blue);
  const range = most - min(red, green, blue);
  const way = most === red ? green - blue : most === green ? blue - red + 2 * range : red - green + 4 * range;
  let hue = range === 0 ? 0 : (way * halfEven((180 << 12) / (6 * range)) + 2048) >> 12;
  if (hue < 0) hue += 180;
  let saturation = most === 0 ? 0 : (range * halfEven((255 << 12) / most) + 2048) >> 12;
  hue = trunc((((hue + shift.hue) % 180) + 180) % 180);
  saturation = saturation === 0 ? 0 : cut(saturation + trunc(shift.saturation));
  const s = fround(saturation * fround(1 / 255));
  const v = fround(cut(most + trunc(shift.value)) * fround(1 / 255));
  const sixths = fround(hue * fround(6 / 180));
  const sixth = floor(sixths);
  const fraction = fround(sixths - sixth);
  const level = (share: number) => halfEven(fround(fround(v * share) * 255));
  const falling = level(fround(1 - fround(s * fraction)));
  const rising = level(fround(1 - fround(s * fround(1 - fraction))));
  const [high, low] = [level(1), level(fround(1 - s))];
  const six = [
    [high, rising, low],
    [falling, high, low],
    [low, high, rising],
    [low, falling, high],
    [rising, low, high],
    [high, low, falling],
  ];
  return six[sixth]!;
}
