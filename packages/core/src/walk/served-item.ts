import type { Sample } from "../fields/index.ts";
import type { Json } from "../transform.ts";

/** What a sample brings to such a step: a question, or itself and its draw. */
export type ServedItem = ({ readonly question: Json } | { readonly sample: Sample; readonly draw: Json }) & {
  /** Which partner of the batch's sample this is, and of which partner; empty for the sample itself. */
  readonly party: string;
};
