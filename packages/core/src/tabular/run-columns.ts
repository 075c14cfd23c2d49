import { type Hash128, hashKey, hashText } from "../random/key.ts";
import { childPaths } from "../walk/policy-tree.ts";
import { withName } from "../walk/with-name.ts";
import { CellRandom, type RowKeys } from "./cell-random.ts";
import { checkColumns } from "./check-columns.ts";
import type { ColumnBatch } from "./column-batch.ts";
import type { ColumnContext, ColumnLeaf, ColumnTransform } from "./column-transform.ts";

/** A column transform at its place in a policy. */
interface Placed {
  readonly step: ColumnLeaf;
  readonly path: string;
}

export interface ColumnRun {
  readonly seed: Hash128;
  /** The epoch, from 0. */
  readonly epoch: number;
  readonly rows: RowKeys;
  readonly allocate: ColumnContext["allocate"];
}

/**
 * Runs column transforms on some rows.
 *
 * @throws what a transform throws, its name first, and a TypeError where it returns another number of rows.
 */
export function runColumns(policy: ColumnTransform, batch: ColumnBatch, run: ColumnRun): ColumnBatch {
  let current = batch;
  for (const { step, path } of placesOf(policy)) {
    const cells = (column: string) => {
      const key = hashKey(run.seed, hashText(`columns${path} ${column}`), run.epoch, 0, 0);
      return new CellRandom(key, run.rows);
    };
    try {
      const next = step.apply(current, { cells, allocate: run.allocate });
      checkColumns(next, current.length);
      current = next;
    } catch (cause) {
      throw withName(step.name, cause);
    }
  }
  return current;
}

const places = new WeakMap<ColumnTransform, readonly Placed[]>();

/** The leaves in order, with their paths; the outermost `compose` is no part of them. */
function placesOf(policy: ColumnTransform): readonly Placed[] {
  let known = places.get(policy);
  if (known === undefined) {
    known = policy.combines === true ? below(policy.children, "") : below([policy], "");
    places.set(policy, known);
  }
  return known;
}

function below(steps: readonly ColumnTransform[], path: string): readonly Placed[] {
  const paths = childPaths(steps, path);
  return steps.flatMap((step, i) => {
    const own = paths[i] as string;
    return step.combines === true ? below(step.children, own) : [{ step, path: own }];
  });
}
