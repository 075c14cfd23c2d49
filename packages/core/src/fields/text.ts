/** A stretch of a text that something is said about: characters `start` (included) to `end` (not included). */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly label?: string;
}

/** A text with its annotated spans. */
export interface Text {
  readonly kind: "text";
  readonly value: string;
  readonly spans: readonly Span[];
}

/**
 * A text field. Offsets count UTF-16 units, as JavaScript strings do.
 *
 * @throws TypeError for what is no string, RangeError for a span that does not lie within the text.
 */
export function text(value: string, { spans = [] }: { spans?: readonly Span[] } = {}): Text {
  if (typeof value !== "string") throw new TypeError(`text: value must be a string, got ${String(value)}`);
  for (const { start, end } of spans) {
    if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= value.length)) {
      throw new RangeError(`text: span ${start}–${end} does not lie within 0–${value.length}`);
    }
  }
  return { kind: "text", value, spans };
}
