import type { BatchLeaf, BatchSchemaContext, BatchTransform, CollatedBatch } from "./batch-transform.ts";
import type { LoaderSchema } from "./kinds/schema.ts";
import type { Random } from "./random/random.ts";
import type { Tensor } from "./tensor.ts";
import type { Json } from "./transform.ts";
import { childPaths } from "./walk/policy-tree.ts";
import { withName } from "./walk/with-name.ts";

/** A stream for each place in a tree of batch transforms, by its path. */
export type BatchDraws = (path: string) => Random;

export interface RanBatch {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** What was drawn, as of a policy: `{ chosen }` of a combinator, else the transform's own draw. */
  readonly draw: Json;
}

/**
 * Draws and applies a tree of batch transforms. Labels come out as the tree says, whichever of its children were chosen:
 * a field's type does not depend on a draw.
 *
 * @throws what a transform throws, its name first.
 */
export function runBatchTransform(transform: BatchTransform, batch: CollatedBatch, draws: BatchDraws): RanBatch {
  const ran = run(transform, batch, draws, `batch/${transform.name}#0`);
  if (transform.combines !== true || transform.labels !== "soft") return ran;
  const softening = findSoftening(transform);
  return { ...ran, tensors: softening?.soften?.({ ...batch, tensors: ran.tensors }) ?? ran.tensors };
}

function run(transform: BatchTransform, batch: CollatedBatch, draws: BatchDraws, path: string): RanBatch {
  if (transform.combines !== true) {
    try {
      const draw = transform.draw(draws(path), { size: batch.size });
      return { tensors: transform.apply(batch, draw), draw };
    } catch (cause) {
      throw withName(transform.name, cause);
    }
  }
  const paths = childPaths(transform.children, path);
  let { tensors } = batch;
  const chosen: { step: number; draw: Json }[] = [];
  for (const step of transform.choose(draws(path))) {
    const ran = run(transform.children[step] as BatchTransform, { ...batch, tensors }, draws, paths[step] as string);
    tensors = ran.tensors;
    chosen.push({ step, draw: ran.draw });
  }
  return { tensors, draw: { chosen } };
}

/** The schema of the batches that come out; labels are soft wherever one of a combinator's children makes them so. */
export function batchSchema(
  transform: BatchTransform,
  before: LoaderSchema,
  context: BatchSchemaContext,
): LoaderSchema {
  if (transform.combines !== true) return transform.schema?.(before, context) ?? before;
  return transform.children.reduce((schema, child) => batchSchema(child, schema, context), before);
}

/** The first of the leaves that make labels soft. */
function findSoftening(transform: BatchTransform): BatchLeaf | undefined {
  if (transform.combines !== true) return transform.labels === "soft" ? transform : undefined;
  for (const child of transform.children) {
    const found = findSoftening(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
