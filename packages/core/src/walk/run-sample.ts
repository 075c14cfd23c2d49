import type { MaskPixels, Pixels, Sample } from "../fields/index.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { Outline } from "../outline-types.ts";
import type { FieldReader } from "../pixel-source.ts";
import { type ApplyContext, type Json, type Limits, stepName } from "../transform.ts";
import { type Begun, begin } from "./begin.ts";
import { checkDeclared } from "./check-declared.ts";
import type { PartnerRecord } from "./draw-record.ts";
import type { DrawSource } from "./draw-source.ts";
import { type FinishedSample, fieldOrder, materialize } from "./finished-sample.ts";
import { type OpenedPixels, type PixelEngine, pixelEngine } from "./pixel-engine.ts";
import type { PolicyNode } from "./policy-tree.ts";
import { serveMany } from "./serve-many.ts";
import type { ServedItem } from "./served-item.ts";
import type { FieldSource, FieldSources } from "./sources.ts";
import type { Stop } from "./stop.ts";
import { Walk } from "./walk.ts";
import { whenAnswered, whenReady } from "./when-ready.ts";

/** Serves samples at steps that may serve many at once; see {@link Gathering}. */
export interface Serve {
  /** The step's answer to one sample. */
  join(node: PolicyNode, item: ServedItem): Promise<unknown>;
  /** Says that so many more samples are on their way to such steps, or so many fewer: partners, in the place of a sample. */
  expect(more: number): void;
}

/** A sample that another one meets at a step, with what it draws on its way there. */
export interface Partner {
  readonly sample: Readonly<Sample>;
  readonly draws: DrawSource;
  /** Its place in the dataset, for the record of draws. Default: the record does not say who it is, and cannot be repeated. */
  readonly index?: number;
  /** What it drew in an earlier run, to be repeated. */
  readonly recorded?: Json;
  /** The partners that it meets itself before. */
  readonly partners?: FindPartners;
}

/**
 * Whom a sample meets at a step.
 *
 * @param recorded whom it met there in the run that is repeated.
 */
export type FindPartners = (node: PolicyNode, recorded?: readonly PartnerRecord[]) => readonly Partner[] | undefined;

export interface SampleRun {
  readonly sample: Readonly<Sample>;
  /** Undefined: decode only. */
  readonly policy: PolicyNode | undefined;
  readonly draws: DrawSource;
  /** Draws of an earlier run, to be repeated. */
  readonly recorded?: Json;
  readonly reader: FieldReader;
  readonly memory: KernelMemory;
  readonly passThrough?: ReadonlySet<string>;
  /** "fast" lets decoders deliver a smaller scale where the policy shrinks at least as much. Default "fast". */
  readonly decode?: "fast" | "exact";
  readonly limits?: Limits;
  /** Serves steps that may serve many samples at once. Default: this one alone. */
  readonly serve?: Serve;
  /** Whom the sample meets at a step. Default: nobody, and a step that wants partners throws. */
  readonly partners?: FindPartners;
  /** Which partner of another sample this one is. Default: it is there for itself. */
  readonly party?: string;
}

/** As image readers have it: 50 million. */
export const defaultLimits: Limits = { maxPixels: 50_000_000 };

/**
 * Runs a policy on one sample: first on its outline, which makes every draw, then on its pixels, of which only those
 * are decoded that the first steps need.
 *
 * The arena is held from the first pixel to the return of `consume`, without a pause: samples may be run at once. A
 * sample that waits for anything holds its outline, and what was decoded of it before lies outside of the arena.
 *
 * @param consume is called once, synchronously, while the finished pixels lie in kernel memory; `pixels` is what copies
 * them out, undefined where there are none.
 * @returns what `consume` returned, at once unless the reader, a decoder or a step of the policy answers with a promise.
 */
export function runSample<Result>(
  run: SampleRun,
  consume: (finished: FinishedSample, draws: Json, pixels: PixelEngine | undefined) => Result,
): Result | Promise<Result> {
  return whenReady(begin(run, run.sample, 0), (begun) => {
    const { draws, limits = defaultLimits, recorded } = run;
    const walk = new Walk(run.policy, begun, { draws, limits, ...(recorded === undefined ? {} : { recorded }) });
    return whenReady(lead(run, walk, begun), ({ stop }) =>
      withPixels(run, walk.sources, walk, (finished, pixels) => consume(finished, stop.record, pixels)),
    );
  });
}

interface Led {
  readonly stop: Extract<Stop, { at: "done" | "reached" }>;
  /** The sample as it was read last: at the beginning, or by a step that returned another. */
  readonly begun: Begun;
}

/** Leads a walk to its end, or to the step that it was to reach, and gives it what it asks for on its way. */
function lead(run: SampleRun, walk: Walk, first: Begun): Led | Promise<Led> {
  let begun = first;
  for (;;) {
    const stop = walk.advance();
    if (stop.at === "done" || stop.at === "reached") return { stop, begun };
    const answered = answer(run, walk, begun, stop);
    if (answered instanceof Promise) return answered.then((following) => lead(run, walk, following));
    begun = answered;
  }
}

/** Gives a walk what it stands still for. Returns the sample that it goes on with. */
function answer(
  run: SampleRun,
  walk: Walk,
  begun: Begun,
  stop: Exclude<Stop, { at: "done" | "reached" }>,
): Begun | Promise<Begun> {
  switch (stop.at) {
    case "needs":
      return whenReady(see(run, walk, stop.fields), () => begun);
    case "question":
      return whenReady(serve(run, stop.node, { question: stop.question, party: run.party ?? "" }), (said) => {
        walk.hear(said as Json);
        return begun;
      });
    case "partners":
      return whenReady(meet(run, walk, stop), () => begun);
    case "barrier":
      return runOpaque(run, walk, begun, stop);
  }
}

function serve(run: SampleRun, node: PolicyNode, item: ServedItem): Promise<unknown> {
  return run.serve === undefined ? serveMany(node, [item]).then(([answer]) => answer) : run.serve.join(node, item);
}

/** Decodes fields as they are now; the walk goes on from what was decoded. */
function see(run: SampleRun, walk: Walk, fields: readonly string[]): void | Promise<void> {
  const some: FieldSources = Object.fromEntries(Object.entries(walk.sources).filter(([name]) => fields.includes(name)));
  return whenReady(
    withPixels(run, some, walk, (finished, pixels) => materialize(run.memory, finished, fields, pixels)),
    (sample) =>
      whenAnswered(run.reader.read(sample), (readable) => {
        const sources = { ...walk.sources };
        for (const name of fields) {
          const field = readable[name];
          const views = sources[name]?.views ?? [];
          if (field !== undefined) sources[name] = { field, from: walk.effects.length, views };
        }
        walk.sources = sources;
        walk.see(sample as Record<string, Pixels | MaskPixels>);
      }),
  );
}

/** Brings the partners of a sample to the step at which it stands. */
function meet(run: SampleRun, walk: Walk, { node, recorded }: Extract<Stop, { at: "partners" }>): void | Promise<void> {
  const { step } = node;
  const partners = run.partners?.(node, recorded);
  if (partners === undefined) {
    throw new TypeError(
      `${stepName(step)} takes other samples of the dataset, and there are none here; a DataLoader brings them, and augment and replay take them as partners`,
    );
  }
  const asSamples = typeof step !== "function" && step.type === "leaf" && step.apply !== undefined;
  const route = walk.route;
  // As long as partners are on their way this sample is not; with the last of them it is again.
  const expect = (more: number) => run.serve?.expect(more);
  let away = partners.length;
  if (away > 0) expect(away - 1);
  const settle = (outcome: Outcome): Outcome => {
    if (--away > 0) expect(-1);
    return outcome;
  };
  const failed = (error: unknown) => settle({ error });
  const coming = partners.map((partner, i): Outcome | Promise<Outcome> => {
    try {
      const brought = bring(run, partner, `${run.party ?? ""}/${i}`, route, asSamples);
      return brought instanceof Promise
        ? brought.then((arrived) => settle({ arrived }), failed)
        : settle({ arrived: brought });
    } catch (error) {
      return failed(error);
    }
  });
  // All of them: a partner that was left on its way would go on in memory that is another sample's by then.
  const all = coming.some((one) => one instanceof Promise) ? Promise.all(coming) : (coming as Outcome[]);
  return whenReady(all, (outcomes) => {
    const arrived = outcomes.map((outcome) => {
      if ("error" in outcome) throw outcome.error;
      return outcome.arrived;
    });
    walk.meet(
      arrived.map(({ outline }) => outline),
      arrived.flatMap(({ sample }) => (sample === undefined ? [] : [sample])),
      arrived.map(({ record }) => record),
    );
  });
}

/** What became of a partner. */
type Outcome = { readonly arrived: Arrived } | { readonly error: unknown };

interface Arrived {
  readonly outline: Outline;
  readonly sample: Sample | undefined;
  readonly record: PartnerRecord;
}

function bring(
  run: SampleRun,
  { sample, draws, index, recorded, partners }: Partner,
  party: string,
  route: Walk["route"],
  asSample: boolean,
): Arrived | Promise<Arrived> {
  const { recorded: _, partners: __, ...shared } = run;
  const own: SampleRun = { ...shared, sample, draws, party, ...(partners === undefined ? {} : { partners }) };
  const limits = run.limits ?? defaultLimits;
  return whenReady(begin(own, sample, 0), (begun) => {
    const walk = new Walk(run.policy, begun, { draws, limits, route, ...(recorded === undefined ? {} : { recorded }) });
    return whenReady<Led, Arrived>(lead(own, walk, begun), (led) => {
      const { outline } = walk;
      const record = { index: index ?? null, draws: led.stop.record };
      if (!asSample) return { outline, sample: undefined, record };
      return whenReady(
        withPixels(own, walk.sources, walk, (finished, pixels) =>
          materialize(run.memory, finished, fieldOrder(led.begun.sample as Sample, finished), pixels),
        ),
        (whole) => ({ outline, sample: whole, record }),
      );
    });
  });
}

/** Puts the pixels in place, runs a step that sees them, and begins anew with what it returned. */
function runOpaque(
  run: SampleRun,
  walk: Walk,
  begun: Begun,
  stop: Extract<Stop, { at: "barrier" }>,
): Begun | Promise<Begun> {
  const { step, path } = stop.node;
  const current = withPixels(run, walk.sources, walk, (finished, pixels) =>
    materialize(run.memory, finished, fieldOrder(begun.sample as Sample, finished), pixels),
  );
  return whenReady(current, (sample) => {
    const result =
      typeof step === "function"
        ? step(sample, run.draws.random(stop.node))
        : step.type === "leaf" && step.apply !== undefined
          ? step.apply(sample, stop.draw, walk.partnerSamples, stop.context as ApplyContext)
          : serve(run, stop.node, { sample, draw: stop.draw, party: run.party ?? "" });
    return whenAnswered<unknown, Begun>(result, (returned) => {
      if (typeof returned !== "object" || returned === null) {
        const name = typeof step === "function" ? `the function at ${path}` : step.name;
        throw new TypeError(`${name} must return the sample, got ${String(returned)}`);
      }
      const views = walk.view === undefined ? undefined : [walk.view];
      return whenReady(begin(run, returned as Sample, walk.effects.length, views), (following) => {
        if (stop.context !== undefined) checkDeclared(stepName(step), stop.context.declared, following.outline);
        walk.resume(following);
        return following;
      });
    });
  });
}

/**
 * Everything that touches pixels, in one go: open the decoders, load, run what is to be done, hand over, give the arena
 * back.
 */
function withPixels<Result>(
  { memory, decode = "fast" }: SampleRun,
  sources: FieldSources,
  { outline, effects }: Walk,
  hand: (finished: FinishedSample, pixels: PixelEngine | undefined) => Result,
): Result | Promise<Result> {
  const wanted: Record<string, FieldSource> = {};
  let hasPixels = false;
  for (const name of Object.keys(sources)) {
    // A field that an edit took away is not decoded.
    if (!Object.hasOwn(outline.fields, name) && !Object.hasOwn(outline.others, name)) continue;
    wanted[name] = sources[name] as FieldSource;
    hasPixels = true;
  }
  const others: Record<string, unknown> = {};
  for (const name of Object.keys(outline.others)) if (!Object.hasOwn(wanted, name)) others[name] = outline.others[name];
  const rest = { fields: outline.fields, others };
  if (!hasPixels) return hand({ outline: rest, images: {} }, undefined);
  return whenReady(pixelEngine(), (pixels) =>
    whenReady<OpenedPixels, Result>(pixels.open(wanted, outline, effects, decode), (opened) => {
      const mark = memory.mark();
      try {
        return hand({ outline: rest, images: opened.run(memory) }, pixels);
      } finally {
        memory.release(mark);
      }
    }),
  );
}
