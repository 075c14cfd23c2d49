import { readdirSync, readFileSync } from "node:fs";

/**
 * Megabytes of a process and its descendants. `resident` adds up what each has resident, so pages that forked workers
 * share count several times; `proportional` divides those among them.
 */
export interface Memory {
  readonly resident: number;
  readonly proportional: number;
}

export function memoryOfTree(pid: number): Memory {
  let resident = 0;
  let proportional = 0;
  for (const process of tree(pid)) {
    try {
      const text = readFileSync(`/proc/${process}/smaps_rollup`, "utf8");
      resident += kilobytes(text, "Rss");
      proportional += kilobytes(text, "Pss");
    } catch {
      // It ended between the two looks.
    }
  }
  return { resident: resident / 1024, proportional: proportional / 1024 };
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
}

function tree(pid: number): number[] {
  const found = [pid];
  try {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim();
      if (children !== "") for (const child of children.split(" ")) found.push(...tree(Number(child)));
    }
  } catch {
    // It ended.
  }
  return found;
}
