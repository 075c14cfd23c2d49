/** What one run took, of the whole process: its threads are in the processor seconds. */
export interface Run {
  readonly samples: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export async function measure(samples: number, run: () => Promise<unknown>): Promise<Run> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  return { samples, seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { median, least: sorted[0] as number, most: sorted.at(-1) as number };
}

export function show({ median, least, most }: Spread, digits = 0): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}
