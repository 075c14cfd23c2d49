import { moveOutline } from "../image/engine/geometry.ts";
import { fieldsOfKind, listFields, type Outline } from "../outline.ts";
import type { Random } from "../random/random.ts";
import { type FunctionStep, type ImageEffect, type Json, type LeafTransform, stepName } from "../transform.ts";
import type { PolicyNode } from "./policy-tree.ts";

/**
 * What was drawn at one step: the draw of a transform, or of a combinator the children it ran, each by its position
 * and with its own draw. Plain JSON; `replay` takes it back.
 */
export type DrawRecord = Json | { readonly chosen: readonly { readonly step: number; readonly draw: Json }[] };

/** A step that came out of a policy for one sample: what is left to be done to pixels. */
export type ResolvedStep =
  | { readonly resolved: "effect"; readonly name: string; readonly path: string; readonly effect: ImageEffect }
  | {
      readonly resolved: "apply";
      readonly path: string;
      readonly transform: LeafTransform;
      readonly draw: Json;
      /** What the transform says that the outline will be. */
      readonly declared: Outline;
    }
  | { readonly resolved: "function"; readonly path: string; readonly run: FunctionStep; readonly random: Random };

/** Where a policy's randomness comes from: a stream for each node, or the draws of an earlier run. */
export interface DrawSource {
  random(node: PolicyNode): Random;
}

/**
 * Walks a policy for one sample and yields its steps; it draws each one only when asked for the next, so that a caller
 * who has to run a step first (a function, an `apply`) can put the new outline in place.
 *
 * @param state the outline, which the walk moves on.
 * @param recorded draws to take instead of drawing anew.
 * @returns the record of all draws.
 */
export function* resolve(
  node: PolicyNode,
  state: { outline: Outline },
  source: DrawSource,
  recorded?: Json,
): Generator<ResolvedStep, Json> {
  const { step, path } = node;
  if (typeof step === "function") {
    yield { resolved: "function", path, run: step, random: source.random(node) };
    return null;
  }
  if (step.type === "combinator") {
    const replayed = recorded === undefined ? undefined : readChoice(recorded, node);
    const chosen = replayed?.map(({ step: position }) => position) ?? step.choose(source.random(node));
    const record: { step: number; draw: Json }[] = [];
    for (const [order, position] of chosen.entries()) {
      const child = node.children[position] as PolicyNode;
      record.push({ step: position, draw: yield* resolve(child, state, source, replayed?.[order]?.draw) });
    }
    return { chosen: record };
  }
  requireKind(step, state.outline);
  const draw =
    recorded === undefined ? named(step.name, () => step.draw(source.random(node), state.outline)) : recorded;
  if (step.effect === undefined) {
    const declared = named(step.name, () => step.outline?.(state.outline, draw)) ?? state.outline;
    yield { resolved: "apply", path, transform: step, draw, declared };
    return draw;
  }
  for (const effect of listOf(named(step.name, () => step.effect?.(draw)))) {
    state.outline = named(step.name, () => outlineAfter(state.outline, effect, step.name));
    yield { resolved: "effect", name: step.name, path, effect };
  }
  return draw;
}

function listOf(effects: ImageEffect | readonly ImageEffect[] | undefined): readonly ImageEffect[] {
  if (effects === undefined) return [];
  return "family" in effects ? [effects] : effects;
}

function outlineAfter(outline: Outline, effect: ImageEffect, name: string): Outline {
  if (effect.family === "geometry") return moveOutline(outline, effect.steps);
  const fields = { ...outline.fields };
  for (const [field, value] of fieldsOfKind(outline, "image")) {
    if (effect.family === "float") {
      effect.coefficients(value.channels, value.type);
      fields[field] = { ...value, type: "float32" };
    } else if (value.type === "float32" && !(effect.family === "pixel" && effect.floats)) {
      throw new TypeError(
        `it works on bytes, and the field "${field}" holds floats by now; put ${name} before normalize and toFloat`,
      );
    }
  }
  return { ...outline, fields };
}

function requireKind(step: LeafTransform, outline: Outline): void {
  const kinds = step.kinds as readonly string[];
  if (kinds.length === 0) return;
  for (const field of Object.values(outline.fields)) if (kinds.includes(field.kind)) return;
  for (const value of Object.values(outline.others)) {
    if (typeof value === "object" && value !== null && "kind" in value && kinds.includes(String(value.kind))) return;
  }
  throw new TypeError(
    `${step.name} needs a field of kind ${kinds.join(" or ")}, and the sample has none. Its fields: ${listFields(outline) || "none"}`,
  );
}

function readChoice(recorded: Json, node: PolicyNode): readonly { step: number; draw: Json }[] {
  const chosen = (recorded as { chosen?: unknown } | null)?.chosen;
  const valid =
    Array.isArray(chosen) && chosen.every((entry) => Number.isInteger(entry?.step) && node.children[entry.step]);
  if (!valid) {
    throw new TypeError(
      `the draws do not fit the policy: ${stepName(node.step)} at ${node.path || "/"} expects { chosen: … }`,
    );
  }
  return chosen;
}

/** Puts the transform's name before the message of whatever goes wrong in it. */
function named<Value>(name: string, run: () => Value): Value {
  try {
    return run();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.startsWith(`${name}:`)) throw cause;
    const ErrorType = cause instanceof RangeError ? RangeError : TypeError;
    throw new ErrorType(`${name}: ${message}`, { cause });
  }
}
