/** Resident memory over batches, and what it grows by. */
export class MemorySlope {
  readonly #points: { readonly batches: number; readonly bytes: number }[] = [];
  readonly #every: number;
  #next = 0;

  /** @param every how many batches apart it is looked at. */
  constructor(every: number) {
    this.#every = every;
  }

  at(batches: number): void {
    if (batches < this.#next) return;
    this.#next = batches + this.#every;
    this.#points.push({ batches, bytes: process.memoryUsage.rss() });
  }

  get points(): readonly { readonly batches: number; readonly bytes: number }[] {
    return this.#points;
  }

  /**
   * MB per 10,000 batches, by least squares over all points after the first share of them.
   *
   * @returns undefined where there are fewer than 20 points: a start is no slope.
   */
  slope(warmUp: number): number | undefined {
    const points = this.#points.slice(Math.floor(this.#points.length * warmUp));
    if (points.length < 20) return undefined;
    const mean = (of: (point: (typeof points)[number]) => number) =>
      points.reduce((sum, point) => sum + of(point), 0) / points.length;
    const [x, y] = [mean(({ batches }) => batches), mean(({ bytes }) => bytes)];
    let above = 0;
    let below = 0;
    for (const { batches, bytes } of points) {
      above += (batches - x) * (bytes - y);
      below += (batches - x) ** 2;
    }
    return ((above / below) * 10_000) / 1e6;
  }
}
