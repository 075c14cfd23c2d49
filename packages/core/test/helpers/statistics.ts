/** Kolmogorov and Smirnov's statistic, times √n: above 1.95 once in a thousand where the distribution is right. */
export function kolmogorovSmirnov(values: readonly number[], distribution: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let largest = 0;
  sorted.forEach((value, i) => {
    const expected = distribution(value);
    largest = Math.max(largest, Math.abs(expected - i / n), Math.abs((i + 1) / n - expected));
  });
  return largest * Math.sqrt(n);
}

/** Pearson's statistic of counts that should be alike, in standard deviations from its mean; 4 is far out. */
export function chiSquaredDeviation(counts: readonly number[], weights?: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const sum = weights?.reduce((all, weight) => all + weight, 0) ?? counts.length;
  let statistic = 0;
  counts.forEach((count, i) => {
    const expected = (total * (weights?.[i] ?? 1)) / sum;
    statistic += (count - expected) ** 2 / expected;
  });
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** How often each value occurs. */
export function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}
