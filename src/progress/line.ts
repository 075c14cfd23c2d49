import type { ProgressReport } from "./report.ts";

/** Where progress is written: a terminal or a pipe. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** Columns of the terminal. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two lines: a terminal's is written over, in a pipe each stays. */
const between = { terminal: 100, pipe: 30_000 };

/** Characters of a bar. */
const barWidth = 20;

/** Writes progress as one line that changes in a terminal, and as a line now and then in a pipe. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  readonly #every: number;
  #last = Number.NEGATIVE_INFINITY;
  #isOpen = false;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
    this.#every = stream.isTTY === true ? between.terminal : between.pipe;
  }

  /** @param at milliseconds on a clock that never goes back. */
  update(report: ProgressReport, at: number): void {
    if (at - this.#last < this.#every) return;
    this.#last = at;
    this.#write(report);
  }

  /** The last line, which stays. */
  end(report: ProgressReport): void {
    this.#write(report);
    if (this.#isOpen) this.#stream.write("\n");
    this.#isOpen = false;
  }

  #write(report: ProgressReport): void {
    const line = lineOf(report);
    if (this.#stream.isTTY !== true) {
      this.#stream.write(`${line}\n`);
      return;
    }
    const bar = barOf(report);
    const whole = bar === "" ? line : `${bar}  ${line}`;
    // A line that does not fit would take two, of which only the second is written over.
    const shown = whole.slice(0, Math.max(1, (this.#stream.columns ?? Number.POSITIVE_INFINITY) - 1));
    // To the start of the line, and away with what is left of a longer one.
    this.#stream.write(`\r${shown}\u001b[K`);
    this.#isOpen = true;
  }
}

/** `epoch 3  120/500 batches (24 %)  12 batches/s  0:42 left  waited 1.2 %` */
export function lineOf({ task, done, total, unit, rate, secondsLeft, details }: ProgressReport): string {
  const number = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
  const count = total === undefined ? number(done) : `${number(done)}/${number(total)}`;
  const share = total === undefined || total === 0 ? "" : ` (${Math.floor((100 * done) / total)} %)`;
  const left = secondsLeft === undefined ? [] : [`${clock(secondsLeft)} left`];
  return [task, `${count} ${unit}${share}`, `${number(rate)} ${unit}/s`, ...left, ...details].join("  ");
}

/** `[#####---------------]`; nothing where there is no end. */
export function barOf({ done, total }: ProgressReport): string {
  if (total === undefined || total === 0) return "";
  const full = Math.floor((barWidth * Math.min(done, total)) / total);
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}]`;
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
