import type { Sample } from "../fields/index.ts";
import { ImageProgram, type Operation, onDelivered } from "../image/engine/program.ts";
import { runOperation } from "../image/engine/run.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import { kindNamed } from "../kinds/index.ts";
import { isPicture, type Outline, outlineOf } from "../outline.ts";
import type { FieldReader, PixelSource, ReadableFields } from "../pixel-source.ts";
import type { ImageEffect, Json } from "../transform.ts";
import { checkAnnotations } from "./check-sample.ts";
import { type DrawSource, type ResolvedStep, resolve } from "./draw.ts";
import { type FinishedImage, type FinishedSample, materialize } from "./finish.ts";
import type { PolicyNode } from "./policy-tree.ts";
import { whenReady } from "./when-ready.ts";

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
}

/** Where a sample stands between two steps that need its pixels. */
interface Stage {
  readonly sample: Readonly<Sample>;
  readonly readable: ReadableFields;
  readonly start: Outline;
  readonly effects: ImageEffect[];
}

/**
 * Runs a policy on one sample: first on its outline, which makes every draw, then on its pixels, of which only those
 * are decoded that the first steps need.
 *
 * The arena is held from the first pixel to the return of `consume`, without a pause: samples may be run at once.
 *
 * @param consume is called once, synchronously, while the finished pixels lie in kernel memory.
 * @returns what `consume` returned, at once unless the reader, a decoder or a step of the policy answers with a promise.
 */
export function runSample<Result>(
  run: SampleRun,
  consume: (finished: FinishedSample, draws: Json) => Result,
): Result | Promise<Result> {
  return whenReady(begin(run, run.sample), (first) =>
    whenReady(runPolicy(run, first), ({ stage, outline, record }) =>
      whenReady(openSources(stage, run.decode), (sources) =>
        finish(run.memory, sources, outline, (done) => consume(done, record)),
      ),
    ),
  );
}

/** The end of a policy: what is left to be done to pixels, the outline after it and what was drawn. */
interface Drawn {
  readonly stage: Stage;
  readonly outline: Outline;
  readonly record: Json;
}

/** Walks the policy; a step that sees pixels is run on its way, and the walk waits for it where it answers with a promise. */
function runPolicy(run: SampleRun, first: Stage): Drawn | Promise<Drawn> {
  const state = { outline: first.start };
  if (run.policy === undefined) return { stage: first, outline: first.start, record: null };
  const walk = resolve(run.policy, state, run.draws, run.recorded);
  let stage = first;
  const goOn = (following: Stage): Drawn | Promise<Drawn> => {
    stage = following;
    state.outline = following.start;
    return advance();
  };
  const advance = (): Drawn | Promise<Drawn> => {
    for (;;) {
      const next = walk.next();
      if (next.done === true) return { stage, outline: state.outline, record: next.value };
      const step = next.value;
      if (step.resolved !== "effect") return whenReady(runOpaque(run, stage, state.outline, step), goOn);
      stage.effects.push(step.effect);
    }
  };
  return advance();
}

function begin(run: SampleRun, sample: Readonly<Sample>): Stage | Promise<Stage> {
  return whenReady(run.reader.read(sample), (readable) => {
    const passThrough = run.passThrough ?? nothing;
    const start = outlineOf(sample, readable, passThrough);
    if (run.policy !== undefined) checkAnnotations(start, passThrough);
    return { sample, readable, start, effects: [] };
  });
}

const nothing: ReadonlySet<string> = new Set();

/** Puts the pixels in place, runs a step that sees them, and begins anew with what it returned. */
function runOpaque(
  run: SampleRun,
  stage: Stage,
  outline: Outline,
  step: Exclude<ResolvedStep, { resolved: "effect" }>,
): Stage | Promise<Stage> {
  return whenReady(openSources(stage, run.decode), (sources) => {
    const order = Object.keys(stage.sample);
    const current = finish(run.memory, sources, outline, (done) => materialize(run.memory, done, order));
    const answer =
      step.resolved === "apply" ? step.transform.apply?.(current, step.draw) : step.run(current, step.random);
    return whenReady<unknown, Stage>(answer, (result) => {
      if (typeof result !== "object" || result === null) {
        const name = step.resolved === "apply" ? step.transform.name : `the function at ${step.path}`;
        throw new TypeError(`${name} must return the sample, got ${String(result)}`);
      }
      return whenReady(begin(run, result as Sample), (following) => {
        if (step.resolved === "apply") checkDeclared(step.transform.name, step.declared, following.start);
        return following;
      });
    });
  });
}

interface Opened {
  readonly name: string;
  readonly kind: "image" | "mask";
  readonly operations: readonly Operation[];
  readonly source: PixelSource;
}

/** Opens every image and mask at the window that its program needs. */
function openSources(stage: Stage, decode: "fast" | "exact" = "fast"): Opened[] | Promise<Opened[]> {
  const opened: (Opened | Promise<Opened>)[] = [];
  let waiting = false;
  for (const [name, readable] of Object.entries(stage.readable)) {
    // A field that only passes through is decoded, but its pixels stay as they are.
    const seen = name in stage.start.fields;
    const { kind } = readable;
    const program = new ImageProgram(readable, kindNamed(kind).picture?.annotates === true);
    if (seen) for (const effect of stage.effects) program.add(effect);
    const { region, operations } = program.finish(readable);
    const scale = decode === "fast" ? program.enoughScale() : 1;
    const delivered = (source: PixelSource): Opened => {
      return { name, kind, operations: onDelivered(operations, region, source), source };
    };
    const source = readable.open({ region, scale });
    if (source instanceof Promise) {
      waiting = true;
      opened.push(source.then(delivered));
    } else opened.push(delivered(source));
  }
  return waiting ? Promise.all(opened) : (opened as Opened[]);
}

/** Everything that touches pixels, in one go: load, run the operations, hand over, give the arena back. */
function finish<Result>(
  memory: KernelMemory,
  sources: readonly Opened[],
  outline: Outline,
  hand: (finished: FinishedSample) => Result,
): Result {
  const mark = memory.mark();
  try {
    const images: Record<string, FinishedImage> = {};
    for (const { name, kind, operations, source } of sources) {
      let raster = source.load(memory);
      const last = operations.at(-1);
      const conversion = last?.operation === "float" && raster.type === "uint8" ? last : undefined;
      for (const operation of conversion === undefined ? operations : operations.slice(0, -1)) {
        raster = runOperation(memory, raster, operation);
      }
      checkSize(name, outline.fields[name], raster);
      images[name] = conversion === undefined ? { kind, raster } : { kind, raster, conversion };
    }
    const others = { ...outline.others };
    for (const name of Object.keys(images)) delete others[name];
    return hand({ outline: { fields: outline.fields, others }, images });
  } finally {
    memory.release(mark);
  }
}

function checkSize(
  name: string,
  declared: Outline["fields"][string] | undefined,
  raster: { width: number; height: number },
) {
  if (declared === undefined || !isPicture(declared)) return;
  if (declared.width === raster.width && declared.height === raster.height) return;
  throw new Error(
    `the field "${name}" came out as ${raster.width} × ${raster.height}, but its outline says ${declared.width} × ${declared.height}`,
  );
}

function checkDeclared(transform: string, declared: Outline, actual: Outline): void {
  for (const [name, field] of Object.entries(declared.fields)) {
    if (!isPicture(field)) continue;
    const found = actual.fields[name];
    if (found?.kind === field.kind && isPicture(found) && found.width === field.width && found.height === field.height)
      continue;
    const size = found !== undefined && isPicture(found) ? `${found.width} × ${found.height}` : "missing";
    throw new Error(
      `${transform}: its outline says that "${name}" is ${field.width} × ${field.height} afterwards, but it is ${size}; ` +
        "declare the change in the transform's outline function",
    );
  }
}
