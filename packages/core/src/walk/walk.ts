import type { FieldKind, MaskPixels, Pixels, Sample } from "../fields/index.ts";
import { isPicture, listFields, type Outline } from "../outline.ts";
import type { Effect, Json, LeafTransform, Limits } from "../transform.ts";
import { type ChildRecord, readAnswered, readChoice } from "./draw-record.ts";
import type { DrawSource } from "./draw-source.ts";
import { named } from "./named.ts";
import type { PolicyNode } from "./policy-tree.ts";
import type { FieldSources, PendingEffect } from "./sources.ts";
import { enterView, mergeViews, type Standing } from "./split-views.ts";

/** Where a walk stands still. */
export type Stop =
  /** The policy's end; `record` is everything that was drawn. */
  | { readonly at: "done"; readonly record: Json }
  /** In front of a transform that sees fields of these kinds: go on with `see`. */
  | { readonly at: "needs"; readonly node: PolicyNode; readonly fields: readonly string[] }
  /** At a question, which may wait for those of other samples: go on with `hear`. */
  | { readonly at: "question"; readonly node: PolicyNode; readonly question: Json }
  /** In front of a transform that meets partners: go on with `meet`. */
  | { readonly at: "partners"; readonly node: PolicyNode }
  /** At a step that takes the sample itself, decoded, and returns another: go on with `resume`. */
  | {
      readonly at: "barrier";
      readonly node: PolicyNode;
      readonly draw: Json;
      /** What the transform says that the outline will be; absent for a plain function. */
      readonly declared?: Outline;
    }
  /** In front of the step that the walk was to reach. */
  | { readonly at: "reached" };

/** A combinator that is being walked through. */
interface Frame {
  readonly node: Pick<PolicyNode, "children" | "path">;
  /** Positions among the children, in order. */
  readonly chosen: readonly number[];
  /** How many of them were entered. */
  next: number;
  readonly record: ChildRecord[];
  readonly replayed: readonly ChildRecord[] | undefined;
  /** True while it leads to the step that is to be reached. */
  readonly onRoute: boolean;
  /** Of a step that makes views: the sample in front of it, and the views that are finished. */
  readonly views:
    | { readonly base: Standing; readonly outside: string | undefined; readonly done: Standing[] }
    | undefined;
}

/** A transform in the middle of its turn. */
interface Turn {
  readonly node: PolicyNode;
  readonly step: LeafTransform;
  readonly position: number;
  readonly recorded: Json | undefined;
  values: Readonly<Record<string, Pixels | MaskPixels>>;
  sawValues: boolean;
  partners: readonly Outline[] | undefined;
  draw: Json;
  hasDrawn: boolean;
}

/** The way to a step: at each level, the children that were run, the last of which leads on. */
export type Route = readonly (readonly number[])[];

export interface WalkOptions {
  readonly draws: DrawSource;
  readonly limits: Limits;
  /** Draws to take instead of drawing anew. */
  readonly recorded?: Json;
  /** Go this way, and only up to its end. */
  readonly route?: Route;
}

const nothingSeen: Readonly<Record<string, never>> = {};

/**
 * The way of one sample through a policy, over its outline. It makes every draw, moves sizes and annotations along and
 * collects what is left to be done to pixels. It touches none: where a step needs some, or an answer, the walk stands
 * still, and whoever leads it goes on when it likes. In between it is plain data: no promise, no pointer into the arena.
 */
export class Walk {
  outline: Outline;
  sources: FieldSources;
  /** What the engines have to do, in order; {@link FieldSources} say which of them concern a field. */
  readonly effects: PendingEffect[] = [];
  /** Those that the sample meets at the step where it stands. */
  partnerSamples: readonly Sample[] = [];
  readonly #draws: DrawSource;
  readonly #limits: Limits;
  readonly #route: Route | undefined;
  readonly #frames: Frame[] = [];
  readonly #root: Frame;
  #view: string | undefined;
  #turn: Turn | undefined;

  constructor(root: PolicyNode | undefined, { outline, sources }: Standing, options: WalkOptions) {
    this.outline = outline;
    this.sources = sources;
    this.#draws = options.draws;
    this.#limits = options.limits;
    this.#route = options.route;
    const { recorded } = options;
    this.#root = {
      node: { children: root === undefined ? [] : [root], path: "" },
      chosen: root === undefined ? [] : [0],
      next: 0,
      record: [],
      replayed: recorded === undefined ? undefined : [{ step: 0, draw: recorded }],
      onRoute: options.route !== undefined,
      views: undefined,
    };
    this.#frames.push(this.#root);
  }

  /** Where the walk is, for a partner that has to come to the same step. */
  get route(): Route {
    return this.#frames.map(({ chosen, next }) => chosen.slice(0, next));
  }

  /** The view that it is in, if it is in one. */
  get view(): string | undefined {
    return this.#view;
  }

  /** Walks on to where it stands still. */
  advance(): Stop {
    if (this.#turn !== undefined) {
      const stop = this.#take(this.#turn);
      if (stop !== undefined) return stop;
    }
    for (;;) {
      const frame = this.#frames.at(-1);
      if (frame === undefined) return { at: "done", record: this.#root.record[0]?.draw ?? null };
      if (frame.views !== undefined && frame.next > frame.views.done.length) this.#leaveView(frame);
      if (frame.next === frame.chosen.length) {
        this.#leave(frame);
        continue;
      }
      const position = frame.chosen[frame.next] as number;
      const recorded = frame.replayed?.[frame.next]?.draw;
      const onRoute = frame.onRoute && frame.next === frame.chosen.length - 1;
      frame.next++;
      if (onRoute && this.#frames.length === this.#route?.length) return { at: "reached" };
      if (frame.views !== undefined) this.#enterView(frame);
      const stop = this.#enter(frame.node.children[position] as PolicyNode, position, recorded, onRoute);
      if (stop !== undefined) return stop;
    }
  }

  /** The fields that a transform asked to see. */
  see(values: Readonly<Record<string, Pixels | MaskPixels>>): void {
    const turn = this.#turn as Turn;
    turn.values = values;
    turn.sawValues = true;
  }

  /**
   * The partners, in the order in which they were chosen.
   *
   * @param samples themselves, decoded, for a step that takes the sample itself.
   */
  meet(partners: readonly Outline[], samples: readonly Sample[]): void {
    (this.#turn as Turn).partners = partners;
    this.partnerSamples = samples;
  }

  /** The answer to the question at which the walk stands. */
  hear(answer: Json): void {
    const turn = this.#turn as Turn;
    this.#turn = undefined;
    this.#finish(turn, answer);
  }

  /** The sample that came out of the step at which the walk stands. */
  resume({ outline, sources }: Standing): void {
    this.outline = outline;
    this.sources = sources;
  }

  #enter(node: PolicyNode, position: number, recorded: Json | undefined, onRoute: boolean): Stop | undefined {
    const { step } = node;
    if (typeof step === "function") {
      this.#frames.at(-1)?.record.push({ step: position, draw: null });
      return { at: "barrier", node, draw: null };
    }
    if (step.type === "leaf") {
      requireKind(step, this.outline);
      const turn = { node, step, position, recorded, values: nothingSeen, sawValues: false, partners: undefined };
      return this.#take({ ...turn, draw: null, hasDrawn: false });
    }
    const replayed = recorded === undefined ? undefined : readChoice(recorded, node);
    const given = onRoute ? this.#route?.[this.#frames.length] : undefined;
    const chosen = given ?? replayed?.map(({ step: child }) => child) ?? step.choose(this.#draws.random(node));
    const views =
      step.evaluatesAs === "each"
        ? { base: { outline: this.outline, sources: this.sources }, outside: this.#view, done: [] }
        : undefined;
    this.#frames.push({ node, chosen, next: 0, record: [], replayed, onRoute, views });
    return undefined;
  }

  #leave(frame: Frame): void {
    this.#frames.pop();
    if (frame.views !== undefined) {
      const { base, done, outside } = frame.views;
      const merged = mergeViews(base, done);
      this.outline = merged.outline;
      this.sources = merged.sources;
      this.#view = outside;
    }
    const parent = this.#frames.at(-1);
    if (parent === undefined) return;
    parent.record.push({
      step: parent.chosen[parent.next - 1] as number,
      draw: { chosen: frame.record } as unknown as Json,
    });
  }

  #enterView(frame: Frame): void {
    const { base } = frame.views as NonNullable<Frame["views"]>;
    this.#view = `${frame.node.path}.${frame.next - 1}`;
    const { outline, sources } = enterView(base, this.#view);
    this.outline = outline;
    this.sources = sources;
  }

  #leaveView(frame: Frame): void {
    frame.views?.done.push({ outline: this.outline, sources: this.sources });
  }

  /** A transform's turn, from its draw to its end or to where it has to wait. */
  #take(turn: Turn): Stop | undefined {
    const { node, step, recorded } = turn;
    this.#turn = turn;
    if (step.partners !== undefined && turn.partners === undefined) return { at: "partners", node };
    if (recorded === undefined && step.needs.length > 0 && !turn.sawValues) {
      return { at: "needs", node, fields: fieldsOfKinds(this.outline, step.needs) };
    }
    const asks = step.question !== undefined;
    if (!turn.hasDrawn) {
      turn.hasDrawn = true;
      if (recorded === undefined) {
        const context = { values: turn.values, copy: this.#draws.copy ?? 0 };
        turn.draw = named(step.name, () => step.draw(this.#draws.random(node), this.outline, context));
      } else turn.draw = asks ? readAnswered(recorded, node).draw : recorded;
    }
    if (asks && recorded === undefined) {
      const question = named(step.name, () => step.question?.(this.outline, turn.draw));
      if (question !== undefined) return { at: "question", node, question };
    }
    this.#turn = undefined;
    if (step.apply !== undefined || step.applyMany !== undefined) {
      this.#record(turn, turn.draw);
      const declared = named(step.name, () => step.outline?.(this.outline, turn.draw)) ?? this.outline;
      return { at: "barrier", node, draw: turn.draw, declared };
    }
    this.#finish(turn, asks && recorded !== undefined ? readAnswered(recorded, node).answer : null);
    return undefined;
  }

  /** What a transform does, once everything that it depends on is known. */
  #finish(turn: Turn, answer: Json): void {
    const { step, draw, partners = [] } = turn;
    if (step.edit !== undefined) {
      const before = this.outline;
      this.outline = named(step.name, () => {
        const edited = step.edit?.(before, draw, { answer, partners }) as Outline;
        checkEdit(before, edited);
        return edited;
      });
    }
    if (step.effect !== undefined) {
      for (const effect of listOf(named(step.name, () => step.effect?.(draw)))) {
        this.outline = named(
          step.name,
          () => step.engine?.foretell(this.outline, effect, step.name, this.#limits) as Outline,
        );
        this.effects.push({ effect, name: step.name, view: this.#view });
      }
    }
    this.#record(turn, step.question === undefined ? draw : ({ draw, answer } as Json));
  }

  #record({ position }: Turn, draw: Json): void {
    this.#frames.at(-1)?.record.push({ step: position, draw });
  }
}

function listOf(effects: Effect | readonly Effect[] | undefined): readonly Effect[] {
  if (effects === undefined) return [];
  return "family" in effects ? [effects] : effects;
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

function fieldsOfKinds(outline: Outline, kinds: readonly FieldKind[]): readonly string[] {
  return Object.entries(outline.fields).flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));
}

/** Pictures change size and type by effects alone: an edit that said so would be believed, and the pixels would not follow. */
function checkEdit(before: Outline, after: Outline): void {
  for (const [name, field] of Object.entries(after.fields)) {
    if (!isPicture(field)) continue;
    const old = before.fields[name];
    if (old === field) continue;
    const same = old?.kind === field.kind && isPicture(old) && old.width === field.width && old.height === field.height;
    if (same && old.type === field.type) continue;
    throw new TypeError(`its edit changes the size or the type of the field "${name}"; only an effect can do that`);
  }
}
