import assert from "node:assert/strict";
import { test } from "node:test";
import { augment, compose, type Json, type Pixels, pixels, replay, type Step } from "@millrace/core";
import * as image from "@millrace/core/image";
import { type Case, goldenBytes, goldenIndex, type Stored } from "./helpers/golden.ts";

interface Parameters {
  readonly steps: readonly { readonly name: string; readonly options: Record<string, Json> }[];
  readonly draw?: Json;
}

const index = goldenIndex<Parameters>();
const cases = index.cases.filter(({ kind }) => kind === "transform" || kind === "draw");

function build(steps: Parameters["steps"]): Step {
  const factories = image as unknown as Record<string, (options: object) => Step>;
  const [first, ...others] = steps.map(({ name, options }) => (factories[name] as (options: object) => Step)(options));
  return others.length === 0 ? (first as Step) : compose([first as Step, ...others]);
}

async function run({ image: name, parameters }: Case<Parameters>): Promise<Pixels> {
  const source = index.inputs[name] as Stored;
  const sample = { image: pixels(goldenBytes(source), source.width, source.height, source.channels as 1 | 3) };
  const step = build(parameters.steps);
  if (parameters.draw === undefined) return (await augment(sample, step, { seed: 1 })).sample.image as Pixels;
  return (await replay(sample, step, parameters.draw)).image as Pixels;
}

/** What may differ: bilinear warps only, whose coordinates PyTorch rounds to f32 where the kernel keeps twenty bits of fraction. */
function allowed({ parameters: { steps } }: Case<Parameters>): { worst: number; share: number } {
  const isBlended = steps.some(({ options }) => options.interpolation === "bilinear");
  return isBlended ? { worst: 1, share: 0.0002 } : { worst: 0, share: 0 };
}

for (const one of cases) {
  const bound = allowed(one);
  test(`${one.image} ${JSON.stringify(one.parameters)} differs from torchvision by ${bound.worst} at most`, async () => {
    const got = await run(one);
    const { width, height, channels } = one.result;
    assert.deepEqual([got.width, got.height, got.channels], [width, height, channels]);
    const want = goldenBytes(one.result);
    const differences = Array.from(want, (value, at) => Math.abs(value - (got.data[at] as number)));
    const worst = Math.max(...differences);
    const share = differences.filter((value) => value > 0).length / want.length;
    assert.ok(worst <= bound.worst && share <= bound.share, `worst ${worst}, share ${share}`);
  });
}

test("the stored results are there", () => assert.ok(cases.length > 120, `${cases.length} cases`));
