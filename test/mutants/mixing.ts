import type { Mutant } from "./mutant.ts";

const mix = "packages/core/src/image/mix";
const kernels = "packages/core/kernels/mix";
const wrappers = "packages/core/src/kernels/mix";
const golden = ["packages/core/test/golden-mix.test.ts"];
const own = ["packages/core/test/mixing.test.ts"];

/** Promises of what mixes the samples of a batch. */
export const mixingMutants: readonly Mutant[] = [
  {
    name: "labels not mixed",
    file: `${mix}/apply-mixes.ts`,
    find: "    mixAll(memory, rows.data, { mode, size, mixes: mixes.map(({ share }) => ({ share })) });\n",
    replace: "",
    tests: golden,
  },
  {
    name: "a share of each sample instead of the batch",
    file: `${mix}/modes.ts`,
    find: 'mode === "batch" ? 0 : mode === "elem" ? row',
    replace: 'mode === "elem" || row > 0 ? row',
    tests: golden,
  },
  {
    name: "the first row mixed with what the last has become",
    file: `${mix}/apply-mixes.ts`,
    find: "isAside ? setAside : data, isAside ? 0 : partner * width",
    replace: "isAside ? data : data, partner * width",
    tests: golden,
  },
  {
    name: "the first row cut from what the last has become",
    file: `${mix}/apply-mixes.ts`,
    find: "else if (isAside) copyRectangle(planes, row * pictureBytes, setAside, 0, box);",
    replace: "else if (isAside) copyRectangle(planes, row * pictureBytes, bytes, partner * pictureBytes, box);",
    tests: golden,
  },
  {
    name: "labels by the share that was drawn",
    file: `${mix}/apply-mixes.ts`,
    find: "share: 1 - (box.width * box.height) / (canvas.width * canvas.height)",
    replace: "share: lambda",
    tests: golden,
  },
  {
    name: "rectangles that keep their size at the edge",
    file: `${mix}/cut-box.ts`,
    find: "Math.max(0, middle - half), Math.min(length, middle + half)",
    replace: "Math.max(0, Math.min(middle, length - half) - half), Math.min(length, Math.max(middle, half) + half)",
    tests: golden,
  },
  {
    name: "planes of channels cut as rows of pixels",
    file: `${mix}/cut-rows.ts`,
    find: 'sizes.length === 3 && layout === "NCHW"',
    replace: 'sizes.length === 4 && layout === "NCHW"',
    tests: golden,
  },
  {
    name: "pairs with the left neighbour",
    file: `${mix}/modes.ts`,
    find: "[row, size - 1 - row]",
    replace: "[row * 2, row * 2 + 1]",
    tests: golden,
  },
  {
    name: "bytes cut instead of rounded",
    file: `${kernels}/pairs.ts`,
    find: "f32x4.nearest(sum(floats2(a), floats2(b), shares, rests))",
    replace: "f32x4.floor(sum(floats2(a), floats2(b), shares, rests))",
    tests: golden,
  },
  {
    name: "only the first block of a row mixed",
    file: `${wrappers}/mix-rows.ts`,
    find: "for (let done = 0; done < length; done += block) {",
    replace: "for (let done = 0; done < Math.min(length, block); done += block) {",
    tests: own,
  },
  {
    name: "labels smoothed over the other classes alone",
    file: `${mix}/soft-labels.ts`,
    find: "1 - labelSmoothing + others;",
    replace: "1 - labelSmoothing;",
    tests: golden,
  },
  {
    name: "masks left behind what is cut",
    file: `${mix}/apply-mixes.ts`,
    find: "cuts ? [...images, ...masksOf(batch)] : images",
    replace: "cuts && masksOf === undefined ? [...images] : images",
    tests: own,
  },
  {
    name: "mixed though it was not to happen",
    file: `${mix}/draw-mixes.ts`,
    find: "random.chance(p) ? lambda : 1",
    replace: "random.chance(p) || p < 1 ? lambda : 1",
    tests: own,
  },
  {
    name: "what is pasted drawn from the other distribution",
    file: `${mix}/mix-up-or-cut-mix.ts`,
    find: "cuts ? cutMixAlpha : mixUpAlpha",
    replace: "cuts ? mixUpAlpha : cutMixAlpha",
    tests: own,
  },
  {
    name: "the loader says nothing of its layout to batch transforms",
    file: "src/worker/mix-batch.ts",
    find: "layout: spec.layout, ",
    replace: "",
    tests: ["test/batches.test.ts"],
    pattern: "cutMix cuts",
  },
];
