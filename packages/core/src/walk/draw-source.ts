import type { Random } from "../random/random.ts";
import type { PolicyNode } from "./policy-tree.ts";

/** Where a policy's randomness comes from: a stream for each node, or the draws of an earlier run. */
export interface DrawSource {
  random(node: Pick<PolicyNode, "path" | "pathHash">): Random;
  /** Which of the copies of its sample this is. Default 0. */
  readonly copy?: number;
}
