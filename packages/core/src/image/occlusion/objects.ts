import type { MaskPixels } from "../../fields/index.ts";
import type { Run } from "../../kernels/fill-runs.ts";

/**
 * The objects of a mask, as the runs of their rows: pixels of one number other than 0 that touch one another, at corners
 * too. Found in two passes over runs, by union of those that touch (Rosenfeld and Pfaltz, 1966).
 */
export function objectsOf({ data, width, height }: MaskPixels): readonly (readonly Run[])[] {
  const runs: (Run & { readonly value: number })[] = [];
  const parents: number[] = [];
  const root = (run: number): number => {
    let at = run;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  };
  let above = 0;
  for (let row = 0; row < height; row++) {
    const first = runs.length;
    for (let x = 0; x < width; ) {
      const value = data[row * width + x] as number;
      const from = x;
      while (x < width && data[row * width + x] === value) x++;
      if (value === 0) continue;
      const run = runs.length;
      runs.push({ row, from, to: x, value });
      parents.push(run);
      for (let other = above; other < first; other++) {
        const upper = runs[other] as (typeof runs)[number];
        if (upper.value === value && upper.from <= x && upper.to >= from) parents[root(other)] = root(run);
      }
    }
    above = first;
  }
  const objects = new Map<number, Run[]>();
  runs.forEach(({ row, from, to }, run) => {
    const found = objects.get(root(run));
    if (found === undefined) objects.set(root(run), [{ row, from, to }]);
    else found.push({ row, from, to });
  });
  return [...objects.values()];
}
