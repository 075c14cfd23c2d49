import type { Mutant } from "./mutant.ts";

const partners = "packages/core/src/image/partners";
const kernels = "packages/core/kernels/mix";
const mosaic = ["packages/core/test/mosaic.test.ts"];
const copyPaste = ["packages/core/test/copy-paste.test.ts"];
const core = "packages/core/src";
const walk = `${core}/walk`;
const replay = ["packages/core/test/replay-partners.test.ts"];

/** Promises of transforms that put several samples together, and of the records that repeat them. */
export const partnerMutants: readonly Mutant[] = [
  {
    name: "pictures of a mosaic with their outer corner at the point",
    file: `${partners}/mosaic.ts`,
    find: "x: isRight ? x : x - own.width",
    replace: "x: isRight ? x : 0 * own.width",
    tests: mosaic,
  },
  {
    name: "pictures of a mosaic beyond its edge",
    file: `${partners}/mosaic.ts`,
    find: "{ x, width: width - x }",
    replace: "{ x, width }",
    tests: mosaic,
  },
  {
    name: "partners of a mosaic in other quarters",
    file: `${partners}/mosaic.ts`,
    find: "[number % 2 === 1, number >= 2]",
    replace: "[number >= 2, number % 2 === 1]",
    tests: mosaic,
  },
  {
    name: "boxes of a mosaic not moved with their pictures",
    file: `${partners}/place.ts`,
    find: "const corners = [left + x, top + y, right + x, bottom + y] as const;",
    replace: "const corners = [left, top, right, bottom] as const;",
    tests: mosaic,
  },
  {
    name: "points of a mosaic left where they were",
    file: `${partners}/place.ts`,
    find: "moved.data.map((value, at) => value + (at % 2 === 0 ? window.x : window.y))",
    replace: "moved.data.map((value, at) => value + (at % 2 === 0 ? window.y : window.x))",
    tests: mosaic,
  },
  {
    name: "masks of 16 bits cut to bytes in a mosaic",
    file: `${partners}/mosaic.ts`,
    find: 'some(({ type }) => type === "uint16")',
    replace: 'every(({ type }) => type === "uint16")',
    tests: mosaic,
  },
  {
    name: "the point of a mosaic anywhere",
    file: `${partners}/mosaic.ts`,
    find: "Math.round(random.uniform(least, most) * height)",
    replace: "Math.round(random.uniform(0 * least, most) * height)",
    tests: mosaic,
  },
  {
    name: "a step that meets others foretells without their outlines",
    file: "packages/core/src/walk/turn.ts",
    find: "step.outline?.(outline, this.#draw, partners)",
    replace: "step.outline?.(outline, this.#draw, [])",
    tests: mosaic,
  },
  {
    name: "pasted objects keep their numbers",
    file: `${partners}/paste-objects.ts`,
    find: "numbers.set(number, next++);",
    replace: "numbers.set(number, number + 0 * next++);",
    tests: copyPaste,
  },
  {
    name: "all pixels of a partner pasted",
    file: `${kernels}/instances.ts`,
    find: "if (load<u16>(table + ((<usize>number) << 1)) != 0) copyPixel",
    replace: "if (load<u16>(table + ((<usize>number) << 1)) != 0xffff) copyPixel",
    tests: copyPaste,
  },
  {
    name: "hulls without their last column",
    file: `${kernels}/instances.ts`,
    find: "store<i32>(entry, max(load<i32>(entry, 12), column), 12);",
    replace: "store<i32>(entry, load<i32>(entry, 12), 12);",
    tests: copyPaste,
  },
  {
    name: "boxes of covered objects kept whole",
    file: `${partners}/pasted-boxes.ts`,
    find: "corners: within(box.corners, is)",
    replace: "corners: within(box.corners, was)",
    tests: copyPaste,
  },
  {
    name: "boxes kept whatever is left of their object",
    file: `${partners}/pasted-boxes.ts`,
    find: "is.pixels / was.pixels < own.source.minVisibility",
    replace: "is.pixels / was.pixels < 0",
    tests: copyPaste,
  },
  {
    name: "a partner's masks mirrored without its image",
    file: `${partners}/paste-objects.ts`,
    find: "const columns = axis(picture.width, width, x, canvas.width, flip);",
    replace: 'const columns = axis(picture.width, width, x, canvas.width, flip && filter === "nearest");',
    tests: copyPaste,
  },
  {
    name: "a partner's picture moved by its own room",
    file: `${partners}/copy-paste.ts`,
    find: "Math.round((height - size.height) * y)",
    replace: "Math.round((height - size.height) * x)",
    tests: copyPaste,
  },
  {
    name: "objects pasted all or none",
    file: `${partners}/copy-paste.ts`,
    find: "hashWords([drawn.seed, number])",
    replace: "hashWords([drawn.seed, number * 0])",
    tests: copyPaste,
  },
  {
    name: "points that something was pasted on are still seen",
    file: `${partners}/copy-paste.ts`,
    find: "before === 1 || (inside",
    replace: "before === 1 || (!inside",
    tests: copyPaste,
  },
  {
    name: "turned boxes of covered objects kept with the others' numbers",
    file: `${partners}/pasted-boxes.ts`,
    find: "withBoxes({ ...own, source: { ...own.source, with: companions } }, all)",
    replace: "{ ...withBoxes(own, all), quads: own.quads, source: { ...own.source, with: companions } } as typeof own",
    tests: copyPaste,
  },
  {
    name: "partners left out of the record",
    file: `${walk}/turn.ts`,
    find: "    this.#met = records;\n",
    replace: "",
    tests: replay,
  },
  {
    name: "partners recorded in another order",
    file: `${walk}/run-sample.ts`,
    find: "      arrived.map(({ record }) => record),\n",
    replace: "      arrived.map(({ record }) => record).reverse(),\n",
    tests: replay,
  },
  {
    name: "the record of a partner without the combinators that lead to the step",
    file: `${walk}/walk.ts`,
    find: "const entered = inner === undefined ? [] :",
    replace: "const entered = inner !== undefined ? [] :",
    tests: replay,
  },
  {
    name: "a partner's record that left its way believed",
    file: `${walk}/draw-record.ts`,
    find: "chosen.some(({ step }, i) => step !== way[i])",
    replace: "chosen.length < 0",
    tests: replay,
  },
  {
    name: "a partner's record that ends early believed",
    file: `${walk}/draw-record.ts`,
    find: "(chosen.length !== way.length ||",
    replace: "(chosen.length > way.length ||",
    tests: replay,
  },
  {
    name: "a record without partners believed",
    file: `${walk}/draw-record.ts`,
    find: "(partners === undefined || arePartners(record.partners))",
    replace: "(partners === undefined || arePartners(record.partners ?? []))",
    tests: replay,
  },
  {
    name: "recorded partners not held to the dataset",
    file: `${core}/augment.ts`,
    find: "const number = knownPartner(stepName(step), index, dataset.length);",
    replace: "const number = Number(index) + 0 * knownPartner.length * stepName(step).length;",
    tests: replay,
  },
  {
    name: "replay without partners meets nobody",
    file: `${core}/augment.ts`,
    find: "    if (dataset === undefined) return undefined;\n",
    replace: "    if (dataset === undefined) return [];\n",
    tests: replay,
  },
  {
    name: "a partner's partners not brought again",
    file: `${core}/augment.ts`,
    find: "draws: noDraws, recorded, partners };",
    replace: "draws: noDraws, recorded };",
    tests: replay,
  },
  {
    name: "an answer lost where a step asks and meets others",
    file: `${walk}/turn.ts`,
    find: "return { draw: this.#draw, ...answer, ...met } as Json;",
    replace: "return { draw: this.#draw, ...(partners === undefined ? answer : {}), ...met } as Json;",
    tests: replay,
  },
];
