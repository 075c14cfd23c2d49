import type { ColorOperation } from "../color-operation.ts";
import { brightnessTable, compose, curveTable, type LookupTable, type Most, permuteTable } from "../lookup-table.ts";
import { linearTable } from "../statistic-table.ts";
import type { Compat } from "./compat.ts";
import { hueTable, shiftTable } from "./hsv-tables.ts";

/** What a pass does to each pixel. */
export type Step =
  | { readonly step: "lookup"; readonly table: LookupTable }
  | { readonly step: "saturation"; readonly factor: number; readonly compat: Compat }
  | { readonly step: "hue"; readonly factor: number }
  /** What is added to Pillow's hue, a byte that wraps. */
  | { readonly step: "pillowHue"; readonly turn: number }
  | { readonly step: "matrix"; readonly weights: readonly number[] }
  /** `order` has an entry for each color channel. */
  | { readonly step: "permutation"; readonly order: readonly number[] }
  /** Three tables of bytes, for hue, saturation and value. */
  | { readonly step: "hsv"; readonly table: LookupTable };

/** What of the pixels a step depends on: the greatest level, and how many channels are color. */
export interface Format {
  readonly most: Most;
  readonly colors: number;
}

type PixelOperation = Exclude<ColorOperation, { operation: "contrast" | "autocontrast" | "equalize" }>;

/** An operation that needs no statistic, as a step on pixels of this format. */
export function stepOf(operation: PixelOperation, { most, colors }: Format): Step {
  switch (operation.operation) {
    case "brightness":
      return { step: "lookup", table: brightnessTable(operation.factor, most) };
    case "curve":
      return { step: "lookup", table: curveTable(operation.curve, most, operation.perChannel === true ? colors : 1) };
    case "linear":
      return { step: "lookup", table: linearTable(operation, 0, most) };
    case "permutation":
      return { step: "permutation", order: operation.order.filter((from) => from < colors) };
    case "matrix":
      return { step: "matrix", weights: operation.weights };
    case "hsv": {
      if (colors === 1) return { step: "lookup", table: shiftTable(operation.value) };
      return hsvStep(operation);
    }
    case "saturation":
      return { step: "saturation", factor: operation.factor, compat: operation.compat ?? "torchvision" };
    default:
      return hueStep(operation);
  }
}

function hsvStep({ hue, saturation, value }: { hue: number; saturation: number; value: number }): Step {
  const table = new Uint8Array(768);
  table.set(hueTable(hue));
  table.set(shiftTable(saturation), 256);
  // What has no saturation is grey, and stays grey.
  table[256] = 0;
  table.set(shiftTable(value), 512);
  return { step: "hsv", table };
}

function hueStep({ factor, compat }: Extract<ColorOperation, { operation: "hue" }>): Step {
  if (compat === "opencv") return hsvStep({ hue: 180 * factor, saturation: 0, value: 0 });
  return compat === "pillow" ? { step: "pillowHue", turn: Math.trunc(factor * 255) } : { step: "hue", factor };
}

/** Adds a step, into the one before it where the bytes stay those of the sequence. */
export function append(steps: readonly Step[], next: Step, { most, colors }: Format): readonly Step[] {
  // What mixes colors leaves grey as it is, and a single channel has no other order.
  if (colors === 1 && next.step !== "lookup") return steps;
  const last = steps.at(-1);
  if (last === undefined) return [next];
  const others = steps.slice(0, -1);
  if (last.step === "lookup" && next.step === "lookup") {
    return [...others, { step: "lookup", table: compose(last.table, next.table, most) }];
  }
  if (last.step === "permutation" && next.step === "permutation") {
    return [...others, { step: "permutation", order: next.order.map((from) => last.order[from]!) }];
  }
  if (last.step === "lookup" && next.step === "permutation") {
    // The other way round, so that tables before and after the permutation meet.
    const table = permuteTable(last.table, next.order, most);
    return append(append(others, next, { most, colors }), { step: "lookup", table }, { most, colors });
  }
  return [...steps, next];
}
