import { show } from "../check.ts";
import type { MaskPixels, Pixels } from "../fields/index.ts";
import { kindNamed, kindOf } from "../kinds/index.ts";
import { type FieldOutline, framesOf, isPicture, listFields, type Outline } from "../outline.ts";
import type { Effect, Json, LeafTransform, Limits, SeenKind } from "../transform.ts";
import { type PartnerRecord, readLeaf } from "./draw-record.ts";
import type { DrawSource } from "./draw-source.ts";
import type { PolicyNode } from "./policy-tree.ts";
import type { PendingEffect } from "./sources.ts";
import type { TurnStop } from "./stop.ts";
import { withName } from "./with-name.ts";

/** What a transform finds where it stands, and what it leaves behind. */
export interface Passage {
  outline: Outline;
  readonly effects: PendingEffect[];
  readonly draws: DrawSource;
  readonly limits: Limits;
  /** The view that it stands in, if it stands in one. */
  readonly view: string | undefined;
  /** The frame of clips that it is taken for; undefined: for all of the sample. */
  readonly frame: number | undefined;
}

const nothingSeen: Readonly<Record<string, never>> = {};

/** One transform's turn in a walk, from its draw to what it does; it may have to wait in between. */
export class Turn {
  readonly node: PolicyNode;
  /** The transform's place among its combinator's children. */
  readonly position: number;
  readonly #step: LeafTransform;
  /** Whom it met in the run that is repeated. */
  readonly #recorded: readonly PartnerRecord[] | undefined;
  #seen: Readonly<Record<string, Pixels | MaskPixels>> | undefined;
  #partners: readonly Outline[] | undefined;
  #met: readonly PartnerRecord[] = [];
  #draw: Json = null;
  #hasDrawn = false;
  #answer: Json = null;
  #hasAnswer = false;

  /** @throws TypeError where the sample has no field that the transform is for, or the recorded draw is not one of it. */
  constructor(node: PolicyNode, step: LeafTransform, position: number, recorded: Json | undefined, outline: Outline) {
    requireKind(step, outline);
    this.node = node;
    this.position = position;
    this.#step = step;
    if (recorded === undefined) return;
    const { draw, answer = null, partners } = readLeaf(recorded, node, step);
    this.#recorded = partners;
    this.#draw = draw;
    this.#hasDrawn = true;
    this.#answer = answer;
    this.#hasAnswer = true;
  }

  /** The draw, as it is recorded: with the answer where the transform asks, and with its partners where it meets some. */
  get record(): Json {
    const { question, partners } = this.#step;
    if (question === undefined && partners === undefined) return this.#draw;
    const answer = question === undefined ? {} : { answer: this.#answer };
    const met = partners === undefined ? {} : { partners: this.#met };
    return { draw: this.#draw, ...answer, ...met } as Json;
  }

  /** The fields that the transform asked to see. */
  see(values: Readonly<Record<string, Pixels | MaskPixels>>): void {
    this.#seen = values;
  }

  /** The outlines of its partners, and who they are. */
  meet(partners: readonly Outline[], records: readonly PartnerRecord[]): void {
    this.#partners = partners;
    this.#met = records;
  }

  /** The answer to its question. */
  hear(answer: Json): void {
    this.#answer = answer;
    this.#hasAnswer = true;
  }

  /**
   * Goes on to its end, or to where it has to wait.
   *
   * @throws what the transform throws, with its name before the message.
   */
  take(passage: Passage): TurnStop | undefined {
    try {
      return this.#take(passage);
    } catch (cause) {
      throw withName(this.#step.name, cause);
    }
  }

  #take(passage: Passage): TurnStop | undefined {
    const { node } = this;
    const step = this.#step;
    if (step.partners !== undefined && this.#partners === undefined) {
      return { at: "partners", node, ...(this.#recorded === undefined ? {} : { recorded: this.#recorded }) };
    }
    if (!this.#hasDrawn) {
      if (step.needs.length > 0 && this.#seen === undefined) {
        return { at: "needs", node, fields: fieldsOfKinds(passage.outline, step.needs) };
      }
      this.#hasDrawn = true;
      const { draws, outline } = passage;
      const context = { values: this.#seen ?? nothingSeen, copy: draws.copy ?? 0 };
      this.#draw = step.draw(draws.random(node), outline, context);
    }
    if (step.question !== undefined && !this.#hasAnswer) {
      const question = step.question(passage.outline, this.#draw);
      if (question !== undefined) return { at: "question", node, question };
    }
    if (step.apply !== undefined || step.applyMany !== undefined) {
      const { outline } = passage;
      const partners = this.#partners ?? [];
      const declared = step.outline?.(outline, this.#draw, partners) ?? outline;
      return { at: "barrier", node, draw: this.#draw, context: { outline, partners, declared } };
    }
    this.#finish(passage);
    return undefined;
  }

  /** What the transform does, once everything that it depends on is known. */
  #finish(passage: Passage): void {
    const step = this.#step;
    if (step.edit !== undefined && passage.frame !== undefined) requireBareClip(passage.outline);
    else if (step.edit !== undefined) {
      const before = passage.outline;
      const edited = step.edit(before, this.#draw, { answer: this.#answer, partners: this.#partners ?? [] });
      checkEdit(before, edited);
      passage.outline = edited;
    }
    if (step.effect === undefined) return;
    const effects = step.effect(this.#draw);
    if (effects === undefined) return;
    if ("family" in effects) this.#leave(passage, effects);
    else for (const effect of effects) this.#leave(passage, effect);
  }

  /** Leaves an effect to the engine of its domain, and moves the outline to where it will be then. */
  #leave(passage: Passage, effect: Effect): void {
    const { name, engine } = this.#step;
    const before = passage.outline;
    passage.outline = engine?.foretell(before, effect, name, passage.limits) as Outline;
    if (passage.frame !== undefined) requireChannels(before, passage.outline);
    passage.effects.push({ effect, name, view: passage.view, frame: passage.frame });
  }
}

function requireKind(step: LeafTransform, outline: Outline): void {
  const kinds = step.kinds as readonly string[];
  if (kinds.length === 0) return;
  for (const name of Object.keys(outline.fields)) {
    const field = outline.fields[name] as FieldOutline;
    if (kinds.includes(field.kind)) return;
    // The outline of a clip is that of its frames.
    if (framesOf(field) !== undefined && step.kinds.some((kind) => kindNamed(kind).picture?.frames === field.kind))
      return;
  }
  for (const value of Object.values(outline.others)) {
    if (typeof value === "object" && value !== null && "kind" in value && kinds.includes(String(value.kind))) return;
  }
  throw new TypeError(
    `${step.name} needs a field of kind ${kinds.join(" or ")}, and the sample has none. Its fields: ${listFields(outline) || "none"}`,
  );
}

/** @throws TypeError for a clip: whoever sees pixels sees those of one picture. */
function fieldsOfKinds(outline: Outline, kinds: readonly SeenKind[]): readonly string[] {
  return Object.entries(outline.fields).flatMap(([name, field]) => {
    if (!(kinds as readonly string[]).includes(field.kind)) return [];
    if (framesOf(field) === undefined) return [name];
    throw new TypeError(
      `it looks at the pixels of one ${field.kind} before it draws, and "${name}" is a clip of ${framesOf(field)}; leave it out for clips`,
    );
  });
}

/**
 * What is covered in one frame is not covered in the others, and boxes and points are those of all frames.
 *
 * @throws TypeError for a sample with boxes or points.
 */
function requireBareClip(outline: Outline): void {
  for (const [name, field] of Object.entries(outline.fields)) {
    if (isPicture(field)) continue;
    throw new TypeError(
      `in perFrame it covers each frame elsewhere, and the ${field.kind} "${name}" lie on all frames; ` +
        "take it out of perFrame, so that all frames are covered alike",
    );
  }
}

/** @throws TypeError for an effect on one frame that makes more or fewer channels of it: those of a clip have all as many. */
function requireChannels(before: Outline, after: Outline): void {
  for (const [name, field] of Object.entries(after.fields)) {
    if (!isPicture(field) || channelsOf(field) === channelsOf(before.fields[name])) continue;
    throw new TypeError(
      `in perFrame it makes a picture of ${channelsOf(field)} channel${channelsOf(field) === 1 ? "" : "s"} of one frame of "${name}"; put it before or behind perFrame, so that all frames have as many`,
    );
  }
}

function channelsOf(field: FieldOutline | undefined): number | undefined {
  return field !== undefined && "channels" in field ? (field.channels as number) : undefined;
}

/** Pictures change size, channels and type by effects alone: an edit that said so would be believed, and the pixels would not follow. */
function checkEdit(before: Outline, after: Outline): void {
  if (typeof after?.fields !== "object" || typeof after.others !== "object") {
    throw new TypeError(`its edit must return an outline, { fields, others }, got ${show(after)}`);
  }
  for (const [name, value] of Object.entries(after.others)) {
    if (value === before.others[name]) continue;
    const kind = kindOf(value);
    if (kind === undefined || kindNamed(kind).picture === undefined) continue;
    throw new TypeError(`its edit adds the picture "${name}"; only a step that takes the sample can do that`);
  }
  for (const [name, field] of Object.entries(after.fields)) {
    if (!isPicture(field)) continue;
    const old = before.fields[name];
    if (old === field) continue;
    const same = old?.kind === field.kind && isPicture(old) && old.width === field.width && old.height === field.height;
    const alike = same && old.type === field.type && channelsOf(old) === channelsOf(field);
    if (alike && framesOf(old) === framesOf(field)) continue;
    throw new TypeError(
      `its edit changes the size, the channels or the type of the field "${name}"; only an effect can do that`,
    );
  }
}
