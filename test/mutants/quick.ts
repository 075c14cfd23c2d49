import type { Mutant } from "./mutant.ts";

const kernels = "packages/core/kernels";
const wrappers = "packages/core/src/kernels";
const tests = "packages/core/test";
const shapes = [`${tests}/kernels-color-shapes.test.ts`];
const saturated = [`${tests}/kernels-saturation.test.ts`];
const reindexed = [`${tests}/kernels-reindex.test.ts`];
const blurred = [`${tests}/kernels-blur.test.ts`];
const golden = [`${tests}/golden-pixel.test.ts`];
const weather = [`${tests}/weather.test.ts`];
const kept = [`${tests}/augment-sync.test.ts`];

const broken = (name: string, file: string, find: string, replace: string, by: readonly string[]): Mutant => ({
  name,
  file,
  find,
  replace,
  tests: by,
});

/** Promises of kernels that take a shorter way: what they give is what the longer one gives. */
export const quickMutants: readonly Mutant[] = [
  broken(
    "grey of three colors one too high",
    `${kernels}/color/gray-pixels.ts`,
    "return mayBeBelow(pixels) ? i8x16.sub(gray, excesses(pixels)) : gray;",
    "return gray;",
    shapes,
  ),
  broken(
    "the mean grey of three colors one too high",
    `${kernels}/color/gray-pixels.ts`,
    "total -= <f64>excess(source + 3 * pixel);",
    "total -= 0;",
    shapes,
  ),
  broken(
    "pairs leave the last bytes as they were",
    `${kernels}/lookup.ts`,
    "lookup(source, count - whole, table, target);",
    "",
    shapes,
  ),
  broken(
    "lines of channels in another order",
    `${kernels}/color/shaped.ts`,
    "parts2 = parts;",
    "parts2 = parts1;",
    shapes,
  ),
  broken(
    "the greatest level among the last is not seen",
    `${kernels}/histogram.ts`,
    "i8x16.max_u(most2, v128.load(last, 32))",
    "most2",
    shapes,
  ),
  broken(
    "a rule between other steps inverts nothing",
    `${wrappers}/color/entries.ts`,
    "second: rule.threshold",
    "second: 256",
    shapes,
  ),
  broken(
    "a channel of one level is another level",
    `${wrappers}/color/table-shape.ts`,
    "added: (table[0] as number) * lineUnit",
    "added: (table[0] as number) * lineUnit - 1",
    shapes,
  ),
  broken(
    "only steps of one size are a line's",
    `${wrappers}/color/table-shape.ts`,
    "most - least <= 1",
    "most - least <= 0",
    shapes,
  ),
  broken(
    "a slope is looked for where the range cuts it",
    `${wrappers}/color/table-shape.ts`,
    "[first + 1, last - 1]",
    "[first, last]",
    shapes,
  ),
  broken(
    "a factor is looked for on one side only",
    `${wrappers}/color/line-search.ts`,
    "forwards = rise < 0;",
    "forwards = true;",
    shapes,
  ),
  broken(
    "a level that is its own gray is never one less",
    `${kernels}/color/saturate-by-line.ts`,
    "if (lowers) {",
    "if (false) {",
    saturated,
  ),
  broken(
    "levels above 127 that are their own gray are never one less",
    `${kernels}/color/saturate-by-line.ts`,
    "v128.load(bits, 16), i8x16.sub(byte",
    "v128.load(bits, 16), i8x16.add(byte",
    saturated,
  ),
  broken(
    "a difference becomes what it becomes for the darkest level",
    `${wrappers}/color/saturation-line.ts`,
    "if (side !== undefined && side !== whole) return undefined;",
    "if (side !== undefined) break;",
    saturated,
  ),
  broken(
    "a factor of more bits is taken for exact",
    `${wrappers}/color/saturation-line.ts`,
    "single * 2 ** 14",
    "Math.round(single * 2 ** 14)",
    saturated,
  ),
  broken(
    "a contrast's mean is of what pixels were before a table",
    `${wrappers}/color.ts`,
    'operation === "contrast" && colors === 3',
    'operation === "contrast" && colors === 0',
    [`${tests}/kernels-color.test.ts`],
  ),
  broken(
    "four columns are turned twice",
    `${kernels}/transpose.ts`,
    "firstFour(rightUpper, rightLower)",
    "firstFour(leftUpper, leftLower)",
    reindexed,
  ),
  broken(
    "every gathered row is the first",
    `${kernels}/reindex.ts`,
    "if (row > 0 && offset == before)",
    "if (row > 0)",
    reindexed,
  ),
  broken(
    "the end of a row is not copied",
    `${kernels}/reindex.ts`,
    "copy64(source + rest, output + rest);",
    "",
    reindexed,
  ),
  broken(
    "upside down is not",
    `${wrappers}/reindex.ts`,
    "flipY ? [output.pointer + (height - 1) * row, -row] : [output.pointer, row]",
    "[output.pointer, row]",
    reindexed,
  ),
  broken(
    "a window of what is kept is its corner",
    "packages/core/src/image/engine/pixels.ts",
    "const within = shared || isLarger(source.region, region);",
    "const within = shared;",
    kept,
  ),
  broken(
    "a step that writes says that it reads",
    "packages/core/src/image/degradation/jpeg.ts",
    'family: "pixel",',
    'family: "pixel",\n    readsOnly: true,',
    [`${tests}/contract-runs.test.ts`],
  ),
  broken(
    "weights of a blur do not sum to one",
    `${kernels}/gaussian.ts`,
    "store<i16>(output, <i16>(WHOLE - both));",
    "store<i16>(output, <i16>(WHOLE - both - 128));",
    blurred,
  ),
  broken(
    "a blur of many taps leaves the last two out",
    `${kernels}/blur.ts`,
    "for (let pair = rows + 16; pair <= last; pair += 16)",
    "for (let pair = rows + 16; pair < last - 8; pair += 16)",
    blurred,
  ),
  broken(
    "sums half way between levels go up",
    `${kernels}/pixel/convolve.ts`,
    "v128.and(i32x4.shr_s(sums, bits), i32x4.splat(1))",
    "i32x4.splat(1)",
    golden,
  ),
  broken(
    "weights that leave 16 bits",
    `${wrappers}/pixel/convolve.ts`,
    "most * 2 ** (bits + 1) < 32767",
    "most * 2 ** (bits + 1) < 131072",
    golden,
  ),
  broken(
    "four pixels tinted with colors in another order",
    `${kernels}/pixel/veils.ts`,
    "i32x4.shuffle(goals, goals, 2, 0, 1, 2)",
    "i32x4.shuffle(goals, goals, 0, 1, 2, 0)",
    weather,
  ),
  broken(
    "streaks come in from beyond the edge",
    `${kernels}/pixel/float-planes.ts`,
    "if (<u32>toX >= <u32>width || <u32>toY >= <u32>height) continue;",
    "if (<u32>toY >= <u32>height) continue;",
    [`${tests}/kernels-streaks.test.ts`],
  ),
  broken(
    "a factor that enlarges nothing counts for nothing",
    `${wrappers}/pixel/zoom.ts`,
    "often++;",
    "often += 0;",
    golden,
  ),
  broken(
    "the second chain of Philox repeats the first",
    `${kernels}/philox.ts`,
    "i32x4(4, 5, 6, 7)",
    "i32x4(0, 1, 2, 3)",
    [`${tests}/kernels-noise.test.ts`],
  ),
  broken(
    "floats blurred without their last tap",
    `${kernels}/pixel/blur-floats.ts`,
    "const last = weights + ((<usize>radius) << 2);",
    "const last = weights + ((<usize>radius) << 2) - 4;",
    golden,
  ),
  broken(
    "nine rounds in two chains of Philox",
    `${kernels}/philox.ts`,
    "round < 10; round++) {\n    const upperA",
    "round < 9; round++) {\n    const upperA",
    [`${tests}/kernels-noise.test.ts`],
  ),
];
