import { type Json, stepName } from "../transform.ts";
import type { PolicyNode } from "./policy-tree.ts";

/**
 * What was drawn at one step: the draw of a transform, with the answer where it asked; or of a combinator the children it
 * ran, each by its position and with its own draw. Plain JSON; `replay` takes it back.
 */
export type DrawRecord = Json | ChoiceRecord | AnsweredRecord;

export interface ChoiceRecord {
  readonly chosen: readonly ChildRecord[];
}

export interface ChildRecord {
  readonly step: number;
  readonly draw: Json;
}

export interface AnsweredRecord {
  readonly draw: Json;
  readonly answer: Json;
}

/** @throws TypeError where the record is not one of this combinator. */
export function readChoice(recorded: Json, node: PolicyNode): readonly ChildRecord[] {
  const chosen = (recorded as { chosen?: unknown } | null)?.chosen;
  const valid =
    Array.isArray(chosen) && chosen.every((entry) => Number.isInteger(entry?.step) && node.children[entry.step]);
  if (!valid) throw misfit(node, "{ chosen: … }");
  return chosen;
}

/** @throws TypeError where the record is not one of a transform that asks. */
export function readAnswered(recorded: Json, node: PolicyNode): AnsweredRecord {
  if (typeof recorded === "object" && recorded !== null && "draw" in recorded && "answer" in recorded) {
    return recorded as unknown as AnsweredRecord;
  }
  throw misfit(node, "{ draw: …, answer: … }");
}

function misfit(node: PolicyNode, expected: string): TypeError {
  return new TypeError(
    `the draws do not fit the policy: ${stepName(node.step)} at ${node.path || "/"} expects ${expected}`,
  );
}
