import assert from "node:assert/strict";
import { test } from "node:test";
import { augment, compose, type Json, type Pixels, pixels, replay, type Step } from "@millrace/core";
import * as image from "@millrace/core/image";
import { type Case, type GoldenSet, goldenSet, type Stored } from "./golden.ts";

/** The steps of a stored transform, and what they drew; without a draw they are fixed operations. */
export interface TransformParameters {
  readonly steps: readonly { readonly name: string; readonly options: Record<string, Json> }[];
  readonly draw?: Json;
}

/**
 * What may differ: the most by which a value may, the share of values that may at all, and the share that may by more than
 * one, by default as many.
 */
export interface Bound {
  readonly worst: number;
  readonly share: number;
  readonly byMore?: number;
}

function build(steps: TransformParameters["steps"]): Step {
  const factories = image as unknown as Record<string, (options: object) => Step>;
  const [first, ...others] = steps.map(({ name, options }) => (factories[name] as (options: object) => Step)(options));
  return others.length === 0 ? (first as Step) : compose([first as Step, ...others]);
}

async function run(
  set: GoldenSet<TransformParameters>,
  { image: name, parameters }: Case<TransformParameters>,
): Promise<Pixels> {
  const source = set.inputs[name] as Stored;
  const sample = { image: pixels(set.values(source) as Uint8Array, source.width, source.height, source.channels) };
  const step = build(parameters.steps);
  if (parameters.draw === undefined) return (await augment(sample, step, { seed: 1 })).sample.image as Pixels;
  return (await replay(sample, step, parameters.draw)).image as Pixels;
}

/** A test for each stored transform of a set, run as a user would; returns how many there are. */
export function testGoldenTransforms(
  name: string,
  allowed: (one: Case<TransformParameters>) => Bound = () => ({ worst: 0, share: 0 }),
): number {
  const set = goldenSet<TransformParameters>(name);
  const cases = set.cases.filter(({ kind }) => kind === "transform" || kind === "draw");
  for (const one of cases) {
    const bound = allowed(one);
    test(`${one.image} ${JSON.stringify(one.parameters)} differs from ${name} by ${bound.worst} at most`, async () => {
      const got = await run(set, one);
      const { width, height, channels } = one.result;
      assert.deepEqual([got.width, got.height, got.channels], [width, height, channels]);
      const want = set.values(one.result);
      let [worst, different, byMore] = [0, 0, 0];
      for (let at = 0; at < want.length; at++) {
        const difference = Math.abs((want[at] as number) - (got.data[at] as number));
        worst = Math.max(worst, difference);
        if (!(difference === 0)) different++;
        if (!(difference <= 1)) byMore++;
      }
      const [share, more] = [different / want.length, byMore / want.length];
      const fits = worst <= bound.worst && share <= bound.share && more <= (bound.byMore ?? 1);
      assert.ok(fits, `worst ${worst}, share ${share}, of more than one ${more}`);
    });
  }
  return cases.length;
}
