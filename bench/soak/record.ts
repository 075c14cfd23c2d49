import type { Differences } from "./tape.ts";

/** What a soak counts. */
export class SoakRecord {
  readonly faults = new Map<string, number>();
  /** Of each configuration: batches delivered, and what became of them. */
  readonly configurations = new Map<string, Differences & { rounds: number; batches: number; resumes: number }>();
  readonly workers = new Map<string, number>();
  /** Errors that no fault explains. */
  readonly unexpected: string[] = [];
  batches = 0;
  retries = 0;
  resumes = 0;

  fault(kind: string, count = 1): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + count);
  }

  get faultCount(): number {
    let sum = 0;
    for (const count of this.faults.values()) sum += count;
    return sum;
  }

  worker(event: string): void {
    this.workers.set(event, (this.workers.get(event) ?? 0) + 1);
  }

  round(name: string, batches: number, resumes: number, differences: Differences): void {
    const one = this.configurations.get(name) ?? {
      rounds: 0,
      batches: 0,
      resumes: 0,
      lost: 0,
      duplicated: 0,
      changed: 0,
      misplaced: 0,
    };
    one.rounds++;
    one.batches += batches;
    one.resumes += resumes;
    for (const key of ["lost", "duplicated", "changed", "misplaced"] as const) one[key] += differences[key];
    this.configurations.set(name, one);
    this.resumes += resumes;
  }

  get differences(): Differences {
    const sum: Differences = { lost: 0, duplicated: 0, changed: 0, misplaced: 0 };
    for (const one of this.configurations.values())
      for (const key of ["lost", "duplicated", "changed", "misplaced"] as const) sum[key] += one[key];
    return sum;
  }

  /** Whether nothing was lost, duplicated, changed or misplaced, and no error came that no fault explains. */
  get sound(): boolean {
    return Object.values(this.differences).every((count) => count === 0) && this.unexpected.length === 0;
  }
}
