import { classLabel, pixels } from "millrace";

/** An image in one value. */
export const grey = (value: number, width = 8, height = 6) =>
  pixels(new Uint8Array(width * height * 3).fill(value), width, height);

/** Ten images that hold their index. */
export const numbers = { length: 10, get: (i: number) => ({ image: grey(i), label: classLabel(i % 3) }) };
