import { type Json, type LeafTransform, stepName } from "../transform.ts";
import type { PolicyNode } from "./policy-tree.ts";

/**
 * What was drawn at one step: the draw of a transform, with the answer where it asked and the partners where it met some;
 * or of a combinator the children it ran, each by its position and with its own draw. Plain JSON; `replay` takes it back.
 */
export type DrawRecord = Json | ChoiceRecord | LeafRecord;

export interface ChoiceRecord {
  readonly chosen: readonly ChildRecord[];
}

export interface ChildRecord {
  readonly step: number;
  readonly draw: Json;
}

/** Of a transform that asks or meets others; that of any other is its draw alone. */
export interface LeafRecord {
  readonly draw: Json;
  /** Where it asks. */
  readonly answer?: Json;
  /** Where it meets others, in the order in which they were chosen. */
  readonly partners?: readonly PartnerRecord[];
}

/** Whom a sample met at a step, and what that one drew before. */
export interface PartnerRecord {
  /** Its place in the dataset; null where whoever brought it did not say. */
  readonly index: number | null;
  /** A record of the policy, as it was in front of the step: combinators that lead there have what they ran so far. */
  readonly draws: Json;
}

/**
 * @param way what the combinator has to have run, where that is known.
 * @throws TypeError where the record is not one of this combinator.
 */
export function readChoice(recorded: Json, node: PolicyNode, way?: readonly number[]): readonly ChildRecord[] {
  const chosen = (recorded as { chosen?: unknown } | null)?.chosen;
  const valid =
    Array.isArray(chosen) && chosen.every((entry) => Number.isInteger(entry?.step) && node.children[entry.step]);
  if (!valid) throw misfit(node, "{ chosen: … }");
  if (way !== undefined && (chosen.length !== way.length || chosen.some(({ step }, i) => step !== way[i]))) {
    throw misfit(node, `of a partner that the steps [${way.join(", ")}] are chosen`);
  }
  return chosen;
}

/** @throws TypeError where the record is not one of this transform. */
export function readLeaf(recorded: Json, node: PolicyNode, { question, partners }: LeafTransform): LeafRecord {
  if (question === undefined && partners === undefined) return { draw: recorded };
  const expected = ["draw: …"];
  if (question !== undefined) expected.push("answer: …");
  if (partners !== undefined) expected.push("partners: [{ index: …, draws: … }, …]");
  const has = (name: string) => typeof recorded === "object" && recorded !== null && name in recorded;
  const fits = has("draw") && (question === undefined || has("answer"));
  const record = recorded as unknown as LeafRecord;
  if (fits && (partners === undefined || arePartners(record.partners))) return record;
  throw misfit(node, `{ ${expected.join(", ")} }`);
}

function arePartners(records: unknown): boolean {
  return Array.isArray(records) && records.every((one) => typeof one === "object" && one !== null && "draws" in one);
}

function misfit(node: PolicyNode, expected: string): TypeError {
  return new TypeError(
    `the draws do not fit the policy: ${stepName(node.step)} at ${node.path || "/"} expects ${expected}`,
  );
}
