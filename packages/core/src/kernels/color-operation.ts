import { colorChannels } from "./color/channels.ts";
import type { Compat } from "./color/compat.ts";
import type { ElementType, Raster } from "./raster.ts";

/** What becomes of a level; `most` is the greatest one, 255 or 65535. Cut to 0 … `most` and to whole numbers afterwards. */
export type Curve = (value: number, most: number, channel: number) => number;

/**
 * One operation on pixels of 8 or 16 bits that looks at one pixel at a time. Alpha, the last of 2 or 4 channels, stays.
 * `compat` says whose bytes come out, by default torchvision's; those of the others are for 8 bits alone.
 */
export type ColorOperation =
  /** Factors are those of torchvision's `adjust_…`: 1 changes nothing. */
  | { readonly operation: "brightness"; readonly factor: number }
  /** About the mean of the gray values; of 1, 2, 5 and more channels about the mean of all levels. */
  | { readonly operation: "contrast"; readonly factor: number; readonly compat?: Compat }
  | { readonly operation: "saturation"; readonly factor: number; readonly compat?: Compat }
  /** `factor` is the turn of the hue in circles, −0.5 … 0.5; 0 changes nothing. */
  | { readonly operation: "hue"; readonly factor: number; readonly compat?: Compat }
  /** Each level of its own, for all color channels alike or, with `perChannel`, for each of them. */
  | { readonly operation: "curve"; readonly curve: Curve; readonly perChannel?: boolean }
  /** Levels times `factor` plus `share` of the greatest level, or of the mean of all levels. */
  | LinearOperation
  /** Each color channel stretched so that its least level becomes 0 and its greatest the greatest that there is. */
  | { readonly operation: "autocontrast"; readonly compat?: "torchvision" | "pillow" }
  /** Each color channel so that its levels are spread as evenly as they can be. */
  | { readonly operation: "equalize"; readonly compat?: "torchvision" | "opencv" }
  /** Color channel i becomes what channel `order[i]` was; of an image with fewer, what lies beyond is left out. */
  | { readonly operation: "permutation"; readonly order: readonly number[] }
  /** Each of three channels the sum of the three, weighted by three of nine numbers between −32 and 32. */
  | { readonly operation: "matrix"; readonly weights: readonly number[] }
  /** Added to OpenCV's hue (halves of degrees), saturation and value of bytes; of grey the value alone. */
  | { readonly operation: "hsv"; readonly hue: number; readonly saturation: number; readonly value: number };

export interface LinearOperation {
  readonly operation: "linear";
  readonly factor: number;
  readonly share: number;
  readonly of: "most" | "mean";
  /** Draw factor and what is added back so that no level is cut. */
  readonly safe: boolean;
}

/** Which images an operation takes; left out: any number of channels. */
export interface AcceptedPixels {
  readonly types: readonly ElementType[];
  readonly channels?: readonly number[];
}

const tables: AcceptedPixels = { types: ["uint8", "uint16"] };
const bytes: AcceptedPixels = { types: ["uint8"] };
const colors: AcceptedPixels = { types: ["uint8"], channels: [1, 2, 3, 4] };

/** The images that an operation takes: what makes a table takes all, what mixes three channels takes bytes of up to four. */
export function acceptedBy(given: ColorOperation): AcceptedPixels {
  const { operation } = given;
  const mixes = operation === "saturation" || operation === "hue" || operation === "matrix" || operation === "hsv";
  if (mixes) return colors;
  return "compat" in given && (given.compat ?? "torchvision") !== "torchvision" ? bytes : tables;
}

/** Throws a TypeError or RangeError for a raster that the operation does not take, and a RangeError for numbers out of range. */
export function requireOperation(operation: ColorOperation, { type, channels }: Raster): void {
  const { types, channels: counts } = acceptedBy(operation);
  if (!types.includes(type)) throw new TypeError(`${operation.operation} takes ${types.join(" or ")}, not ${type}`);
  if (counts !== undefined && !counts.includes(channels)) {
    throw new RangeError(`${operation.operation} takes 1 to 4 channels, not ${channels}`);
  }
  if (operation.operation === "permutation") requireOrder(operation.order, colorChannels(channels));
  if (operation.operation === "matrix") requireWeights(operation.weights);
  if ("factor" in operation && operation.operation !== "linear") requireFactor(operation.operation, operation.factor);
}

function requireFactor(name: string, factor: number): void {
  const [least, most] = name === "hue" ? [-0.5, 0.5] : [0, Number.MAX_VALUE];
  if (!(factor >= least && factor <= most)) {
    throw new RangeError(
      `A ${name} factor lies between ${least} and ${name === "hue" ? most : "infinity"}, not ${factor}`,
    );
  }
}

function requireOrder(order: readonly number[], count: number): void {
  const sorted = [...order].sort((a, b) => a - b);
  if (order.length < count || sorted.some((from, at) => from !== at)) {
    throw new RangeError(`A permutation of ${count} channels has each number from 0 once, not [${order.join(", ")}]`);
  }
}

function requireWeights(weights: readonly number[]): void {
  if (weights.length !== 9 || !weights.every((weight) => weight > -32 && weight < 32)) {
    throw new RangeError(`A matrix has 9 numbers between -32 and 32, not [${weights.join(", ")}]`);
  }
}
