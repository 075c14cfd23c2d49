/**
 * Color steps in one policy, which are fused to one walk over the pixels, beside the same steps one after another:
 *
 *     pnpm build && node --conditions=built --import ./register.mjs bench/fused.bench.ts --data photos
 *
 * Pictures and results lie in kernel memory. Options: --data folder of photographs; --most 200; --rounds 9.
 */
import { parseArgs } from "node:util";
import { augmentSync, compose, type KeptPixels, keepPixels, type Step } from "@millrace/core";
import * as image from "@millrace/core/image";
import { loadPictures } from "./transforms/pictures.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    most: { type: "string", default: "200" },
    rounds: { type: "string", default: "9" },
  },
});
if (values.data === undefined) throw new Error("--data FOLDER: a folder of photographs");
const pictures = (await loadPictures(values.data, Number(values.most))).map(keepPixels);

/** Factors as they are drawn: of two decimals f32 rounds to either side, and a slower way is taken. */
const chains: Readonly<Record<string, readonly Step[]>> = {
  "three lookup tables": [image.adjustBrightness(1.2137), image.adjustGamma(1.3071), image.posterize(5)],
  "three lines": [image.adjustBrightness(1.2137), image.adjustContrast(0.8129), image.invert()],
  "the steps of colorJitter": [
    image.adjustBrightness(1.2137),
    image.adjustContrast(0.8129),
    image.adjustSaturation(1.3071),
    image.adjustHue(0.0512),
  ],
};

function pass(steps: readonly Step[]): number {
  const start = performance.now();
  for (const picture of pictures) {
    let current = picture;
    for (const step of steps) {
      const next = augmentSync({ image: current }, step, { seed: 1, keep: true }).sample.image as KeptPixels;
      if (current !== picture) current.release();
      current = next;
    }
    current.release();
  }
  return (performance.now() - start) / pictures.length;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] as number;
}

console.log(`# ${pictures.length} photographs, ${values.rounds} rounds, node ${process.version}`);
for (const [name, steps] of Object.entries(chains)) {
  const whole = [compose([...steps])];
  pass(whole);
  pass(steps);
  const [fused, apart]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    fused.push(pass(whole));
    apart.push(pass(steps));
  }
  const ratios = apart.map((time, round) => time / (fused[round] as number)).sort((a, b) => a - b);
  const spread = `${ratios[0]?.toFixed(2)}–${ratios.at(-1)?.toFixed(2)}`;
  console.log(
    `${name.padEnd(26)} fused ${median(fused).toFixed(3)} ms, apart ${median(apart).toFixed(3)} ms: ${median(ratios).toFixed(2)} times (${spread})`,
  );
}
for (const picture of pictures) picture.release();
