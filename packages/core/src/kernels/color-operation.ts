/** One point operation on 8-bit color. Factors are those of torchvision's `adjust_…`: 1 (for hue 0) changes nothing. */
export type ColorOperation =
  | { readonly operation: "brightness"; readonly factor: number }
  | { readonly operation: "contrast"; readonly factor: number }
  | { readonly operation: "saturation"; readonly factor: number }
  /** `factor` is the turn of the hue in circles, −0.5 … 0.5. */
  | { readonly operation: "hue"; readonly factor: number }
  /** `table` has 256 bytes for all color channels, or 256 for each channel, alpha included, one channel after another. */
  | { readonly operation: "lookup"; readonly table: Uint8Array }
  /** Each color channel stretched so that its least level becomes 0 and its greatest 255. */
  | { readonly operation: "autocontrast" }
  /** Each color channel so that its levels are spread as evenly as they can be. */
  | { readonly operation: "equalize" };

/** Throws a RangeError for a factor out of range or a table of the wrong length. */
export function requireOperation(operation: ColorOperation, channels: number): void {
  if (operation.operation === "lookup") {
    const { length } = operation.table;
    if (length !== 256 && length !== 256 * channels) {
      throw new RangeError(`A lookup table for ${channels} channels has 256 or ${256 * channels} bytes, not ${length}`);
    }
    return;
  }
  if (operation.operation === "autocontrast" || operation.operation === "equalize") return;
  const { operation: name, factor } = operation;
  const [least, most] = name === "hue" ? [-0.5, 0.5] : [0, Number.MAX_VALUE];
  if (!(factor >= least && factor <= most)) {
    throw new RangeError(
      `A ${name} factor lies between ${least} and ${name === "hue" ? most : "infinity"}, not ${factor}`,
    );
  }
}
