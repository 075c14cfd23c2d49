import type { MaskPixels, Pixels, Sample } from "../fields/index.ts";
import type { Outline } from "../outline-types.ts";
import type { Json, Limits } from "../transform.ts";
import { type ChildRecord, type PartnerRecord, readChoice } from "./draw-record.ts";
import type { DrawSource } from "./draw-source.ts";
import { FrameDraws, stepsOfFrames } from "./frame-draws.ts";
import type { PolicyNode } from "./policy-tree.ts";
import type { FieldSources, PendingEffect } from "./sources.ts";
import { enterView, mergeViews, type Standing } from "./split-views.ts";
import type { Stop } from "./stop.ts";
import { type Passage, Turn } from "./turn.ts";

/** A combinator that is being walked through. */
interface Level {
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
  /** Of a step that goes by the frames of clips: how many of the chosen are one level's. */
  readonly ofFrame: number | undefined;
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

/**
 * The way of one sample through a policy, over its outline. It makes every draw, moves sizes and annotations along and
 * collects what is left to be done to pixels. It touches none: where a step needs some, or an answer, the walk stands
 * still, and whoever leads it goes on when it likes. In between it is plain data: no promise, no pointer into the arena.
 */
export class Walk implements Passage {
  outline: Outline;
  sources: FieldSources;
  /** What the engines have to do, in order; {@link FieldSources} say which of them concern a field. */
  readonly effects: PendingEffect[] = [];
  /** Those that the sample meets at the step where it stands. */
  partnerSamples: readonly Sample[] = [];
  readonly limits: Limits;
  readonly #draws: DrawSource;
  readonly #route: Route | undefined;
  readonly #levels: Level[] = [];
  readonly #root: Level;
  #view: string | undefined;
  #frame: FrameDraws | undefined;
  #turn: Turn | undefined;

  constructor(root: PolicyNode | undefined, { outline, sources }: Standing, options: WalkOptions) {
    this.outline = outline;
    this.sources = sources;
    this.#draws = options.draws;
    this.limits = options.limits;
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
      ofFrame: undefined,
    };
    this.#levels.push(this.#root);
  }

  /** Where the walk is, for a partner that has to come to the same step. */
  get route(): Route {
    return this.#levels.map(({ chosen, next }) => chosen.slice(0, next));
  }

  /** The view that it is in, if it is in one. */
  get view(): string | undefined {
    return this.#view;
  }

  /** The frame of clips for which it draws now, where it does so for each of them. */
  get frame(): number | undefined {
    return this.#frame?.frame;
  }

  /** Where randomness comes from, at this step. */
  get draws(): DrawSource {
    return this.#frame ?? this.#draws;
  }

  /** Walks on to where it stands still. */
  advance(): Stop {
    if (this.#turn !== undefined) {
      const stop = this.#take(this.#turn);
      if (stop !== undefined) return stop;
    }
    for (;;) {
      const level = this.#levels.at(-1);
      if (level === undefined) return { at: "done", record: this.#root.record[0]?.draw ?? null };
      if (level.views !== undefined && level.next > level.views.done.length) this.#leaveView(level);
      if (level.next === level.chosen.length) {
        this.#leave(level);
        continue;
      }
      const position = level.chosen[level.next] as number;
      const recorded = level.replayed?.[level.next]?.draw;
      const onRoute = level.onRoute && level.next === level.chosen.length - 1;
      level.next++;
      if (onRoute && this.#levels.length === this.#route?.length) return { at: "reached", record: this.#soFar() };
      if (level.views !== undefined) this.#enterView(level);
      if (level.ofFrame !== undefined) {
        this.#frame = new FrameDraws(this.#draws, Math.floor((level.next - 1) / level.ofFrame));
      }
      const stop = this.#enter(level.node.children[position] as PolicyNode, position, recorded, onRoute);
      if (stop !== undefined) return stop;
    }
  }

  /** The fields that a transform asked to see. */
  see(values: Readonly<Record<string, Pixels | MaskPixels>>): void {
    this.#turn?.see(values);
  }

  /**
   * The partners, in the order in which they were chosen.
   *
   * @param samples themselves, decoded, for a step that takes the sample itself.
   * @param records who they are and what they drew.
   */
  meet(partners: readonly Outline[], samples: readonly Sample[], records: readonly PartnerRecord[]): void {
    this.#turn?.meet(partners, records);
    this.partnerSamples = samples;
  }

  /** The answer to the question at which the walk stands. */
  hear(answer: Json): void {
    this.#turn?.hear(answer);
  }

  /** The sample that came out of the step at which the walk stands. */
  resume({ outline, sources }: Standing): void {
    this.outline = outline;
    this.sources = sources;
  }

  #enter(node: PolicyNode, position: number, recorded: Json | undefined, onRoute: boolean): Stop | undefined {
    const { step } = node;
    if (typeof step === "function") {
      this.#levels.at(-1)?.record.push({ step: position, draw: null });
      return { at: "barrier", node, draw: null };
    }
    if (step.type === "leaf") return this.#take(new Turn(node, step, position, recorded, this.outline));
    const given = onRoute ? this.#route?.[this.#levels.length] : undefined;
    const replayed = recorded === undefined ? undefined : readChoice(recorded, node, this.#recordedOf(given));
    const byFrames = step.evaluatesAs === "frames";
    const chosen = byFrames
      ? stepsOfFrames(node, this.outline, replayed)
      : (given ?? replayed?.map(({ step: child }) => child) ?? step.choose(this.draws.random(node)));
    const views =
      step.evaluatesAs === "each"
        ? { base: { outline: this.outline, sources: this.sources }, outside: this.#view, done: [] }
        : undefined;
    const ofFrame = byFrames ? node.children.length : undefined;
    this.#levels.push({ node, chosen, next: 0, record: [], replayed, onRoute, views, ofFrame });
    return undefined;
  }

  /** What is recorded of a level on the route: of the last one all but the step that is to be reached. */
  #recordedOf(given: readonly number[] | undefined): readonly number[] | undefined {
    return this.#levels.length + 1 === this.#route?.length ? given?.slice(0, -1) : given;
  }

  /** The record of a walk that ends within its combinators. */
  #soFar(): Json {
    let inner: Json | undefined;
    for (const { chosen, next, record } of this.#levels.slice(1).reverse()) {
      const entered = inner === undefined ? [] : [{ step: chosen[next - 1] as number, draw: inner }];
      inner = { chosen: [...record, ...entered] } as unknown as Json;
    }
    return inner ?? null;
  }

  #leave(level: Level): void {
    this.#levels.pop();
    if (level.ofFrame !== undefined) this.#frame = undefined;
    if (level.views !== undefined) {
      const { base, done, outside } = level.views;
      const merged = mergeViews(base, done);
      this.outline = merged.outline;
      this.sources = merged.sources;
      this.#view = outside;
    }
    const parent = this.#levels.at(-1);
    if (parent === undefined) return;
    parent.record.push({
      step: parent.chosen[parent.next - 1] as number,
      draw: { chosen: level.record } as unknown as Json,
    });
  }

  #enterView(level: Level): void {
    const { base } = level.views as NonNullable<Level["views"]>;
    this.#view = `${level.node.path}.${level.next - 1}`;
    const { outline, sources } = enterView(base, this.#view);
    this.outline = outline;
    this.sources = sources;
  }

  #leaveView(level: Level): void {
    level.views?.done.push({ outline: this.outline, sources: this.sources });
  }

  #take(turn: Turn): Stop | undefined {
    this.#turn = turn;
    const stop = turn.take(this);
    if (stop !== undefined && stop.at !== "barrier") return stop;
    this.#turn = undefined;
    this.#levels.at(-1)?.record.push({ step: turn.position, draw: turn.record });
    return stop;
  }
}
