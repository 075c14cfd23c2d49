import type { ApplyContext, Json } from "../transform.ts";
import type { PartnerRecord } from "./draw-record.ts";
import type { PolicyNode } from "./policy-tree.ts";

/** Where a transform has to wait for whoever leads the walk. */
export type TurnStop =
  /** It sees fields of certain kinds: go on with `see`. */
  | { readonly at: "needs"; readonly node: PolicyNode; readonly fields: readonly string[] }
  /** It asks, and the question may wait for those of other samples: go on with `hear`. */
  | { readonly at: "question"; readonly node: PolicyNode; readonly question: Json }
  /** It meets partners, those of an earlier run where they are recorded: go on with `meet`. */
  | { readonly at: "partners"; readonly node: PolicyNode; readonly recorded?: readonly PartnerRecord[] }
  /** It takes the sample itself, decoded, and returns another: go on with `resume`. */
  | {
      readonly at: "barrier";
      readonly node: PolicyNode;
      readonly draw: Json;
      /** What it sees of outlines, and what it says of the one behind it; absent for a plain function. */
      readonly context?: ApplyContext;
    };

/** Where a walk stands still. */
export type Stop =
  /** The policy's end; `record` is everything that was drawn. */
  | { readonly at: "done"; readonly record: Json }
  /** In front of the step that the walk was to reach; `record` is what was drawn up to there. */
  | { readonly at: "reached"; readonly record: Json }
  | TurnStop;
