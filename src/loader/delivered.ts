/** How far above the first batch that is missing others may be delivered: what a state has room for. */
export const mostAhead = 1024;

/** Which batches of an epoch were delivered: all below a mark, and some above it where they need not come in order. */
export class Delivered {
  #low: number;
  readonly #ahead: Set<number>;

  /** @param ahead those above `low`, as {@link text} wrote them. */
  constructor(low: number, ahead = "") {
    this.#low = low;
    this.#ahead = numbersIn(ahead, low);
  }

  /** The first batch that was not delivered. */
  get low(): number {
    return this.#low;
  }

  /** Those above it that were. */
  get ahead(): ReadonlySet<number> {
    return this.#ahead;
  }

  add(batch: number): void {
    this.#ahead.add(batch);
    while (this.#ahead.delete(this.#low)) this.#low++;
  }

  /** All below a batch are done with; for batches that come in order. */
  reach(batch: number): void {
    this.#low = batch;
    this.#ahead.clear();
  }

  /**
   * The batches above the mark in hexadecimal digits: bit i of digit k, the first digit and the lowest bit first, is the
   * batch 4k + i behind the mark. Empty where there is none.
   */
  get text(): string {
    let digits: number[] = [];
    for (const batch of this.#ahead) {
      const place = batch - this.#low;
      while (digits.length <= place >> 2) digits = [...digits, 0];
      digits[place >> 2] = (digits[place >> 2] as number) | (1 << (place & 3));
    }
    return digits.map((digit) => digit.toString(16)).join("");
  }
}

function numbersIn(text: string, low: number): Set<number> {
  const numbers = new Set<number>();
  for (let digit = 0; digit < text.length; digit++) {
    const bits = Number.parseInt(text[digit] as string, 16);
    for (let bit = 0; bit < 4; bit++) if ((bits >> bit) & 1) numbers.add(low + 4 * digit + bit);
  }
  return numbers;
}

/** Whether a value is what {@link Delivered.text} writes: never the mark itself, which would not be one. */
export function isDeliveredText(value: unknown): value is string {
  if (typeof value !== "string" || value.length === 0 || value.length > mostAhead / 4) return false;
  return /^[0-9a-f]+$/.test(value) && (Number.parseInt(value[0] as string, 16) & 1) === 0;
}

/** The first number from one on that is not among those to be left out. */
export function nextNumber(from: number, leftOut: ReadonlySet<number>): number {
  let number = from;
  while (leftOut.has(number)) number++;
  return number;
}
