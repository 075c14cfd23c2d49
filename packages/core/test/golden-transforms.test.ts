import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { augment, compose, type Json, type Pixels, pixels, replay, type Step } from "@millrace/core";
import * as image from "@millrace/core/image";

interface Stored {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly offset: number;
  readonly bytes: number;
}

interface Case {
  readonly kind: string;
  readonly image: string;
  readonly parameters: {
    readonly steps: readonly { readonly name: string; readonly options: Record<string, Json> }[];
    readonly draw?: Json;
  };
  readonly result: Stored;
}

const golden = new URL("./golden/", import.meta.url);
const index = JSON.parse(readFileSync(new URL("torchvision.json", golden), "utf8")) as {
  readonly inputs: Readonly<Record<string, Stored>>;
  readonly cases: readonly Case[];
};
const stored = new Uint8Array(readFileSync(new URL("torchvision.bin", golden)));
const cases = index.cases.filter(({ kind }) => kind === "transform" || kind === "draw");

function dataOf({ offset, bytes }: Stored): Uint8Array {
  return stored.subarray(offset, offset + bytes);
}

function build(steps: Case["parameters"]["steps"]): Step {
  const factories = image as unknown as Record<string, (options: object) => Step>;
  const [first, ...others] = steps.map(({ name, options }) => (factories[name] as (options: object) => Step)(options));
  return others.length === 0 ? (first as Step) : compose([first as Step, ...others]);
}

async function run({ image: name, parameters }: Case): Promise<Pixels> {
  const source = index.inputs[name] as Stored;
  const sample = { image: pixels(dataOf(source), source.width, source.height, source.channels as 1 | 3) };
  const step = build(parameters.steps);
  if (parameters.draw === undefined) return (await augment(sample, step, { seed: 1 })).sample.image as Pixels;
  return (await replay(sample, step, parameters.draw)).image as Pixels;
}

/** What may differ: bilinear warps only, whose coordinates PyTorch rounds to f32 where the kernel keeps twenty bits of fraction. */
function allowed({ parameters: { steps } }: Case): { worst: number; share: number } {
  const isBlended = steps.some(({ options }) => options.interpolation === "bilinear");
  return isBlended ? { worst: 1, share: 0.0002 } : { worst: 0, share: 0 };
}

for (const one of cases) {
  const bound = allowed(one);
  test(`${one.image} ${JSON.stringify(one.parameters)} differs from torchvision by ${bound.worst} at most`, async () => {
    const got = await run(one);
    const { width, height, channels } = one.result;
    assert.deepEqual([got.width, got.height, got.channels], [width, height, channels]);
    const want = dataOf(one.result);
    const differences = Array.from(want, (value, at) => Math.abs(value - (got.data[at] as number)));
    const worst = Math.max(...differences);
    const share = differences.filter((value) => value > 0).length / want.length;
    assert.ok(worst <= bound.worst && share <= bound.share, `worst ${worst}, share ${share}`);
  });
}

test("the stored results are there", () => assert.ok(cases.length > 120, `${cases.length} cases`));
