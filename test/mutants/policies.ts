import type { Mutant } from "./mutant.ts";

const policies = "packages/core/src/image/policies";
const kernels = "packages/core/kernels/mix";
const tests = "packages/core/test";
const golden = [`${tests}/golden-policies.test.ts`];
const autoAugment = [`${tests}/auto-augment.test.ts`];
const timm = [`${tests}/timm-policy.test.ts`];
const tables = [`${tests}/policy-tables.test.ts`];
const albumentations = "packages/core/src/image/from-albumentations";
const imports = [`${tests}/from-albumentations.test.ts`];
const augMix = [`${tests}/aug-mix.test.ts`];

/** Promises of automatic policies that mix, or that were found for a data set. */
export const policyMutants: readonly Mutant[] = [
  {
    name: "a sub-policy's probability off",
    file: `${policies}/sub-policies.ts`,
    find: '["shearY", 0.5, 8, "translateY", 0.7, 9]',
    replace: '["shearY", 0.5, 8, "translateY", 0.8, 9]',
    tests: autoAugment,
  },
  {
    name: "operations of a sub-policy always happen",
    file: `${policies}/auto-augment.ts`,
    find: "return happens ? [drawn] : [];",
    replace: "return happens || p > 0 ? [drawn] : [];",
    tests: autoAugment,
  },
  {
    name: "the last sub-policies never drawn",
    file: `${policies}/auto-augment.ts`,
    find: "random.integer(pairs.length)",
    replace: "random.integer(pairs.length - 12)",
    tests: autoAugment,
  },
  {
    name: "autoAugment's magnitudes in another number of bins",
    file: `${policies}/auto-augment.ts`,
    find: "const place = { bins: autoBins,",
    replace: "const place = { bins: autoBins + 1,",
    tests: autoAugment,
  },
  {
    name: "solarize in f64",
    file: "packages/core/src/image/color/point-operations.ts",
    find: "const single = Math.fround(threshold);",
    replace: "const single = Number(threshold);",
    tests: golden,
  },
  {
    name: "a chain that works on what the one before it left",
    file: "packages/core/src/kernels/mix/mixture.ts",
    find: "    copy(memory, source.pointer, own.pointer, bytes);\n    const inner",
    replace: "    copy(memory, own.pointer - stride, own.pointer, bytes);\n    const inner",
    tests: golden,
  },
  {
    name: "what a chain moved left behind",
    file: "packages/core/src/kernels/mix/mixture.ts",
    find: "if (changed.pointer !== own.pointer) copy",
    replace: "if (changed.pointer === 0) copy",
    tests: golden,
  },
  {
    name: "mixtures rounded",
    file: `${kernels}/mixture.ts`,
    find: "const mixed = bytesOf(a, b, c, d);",
    replace: "const mixed = bytesOf(f32x4.nearest(a), f32x4.nearest(b), f32x4.nearest(c), f32x4.nearest(d));",
    tests: golden,
  },
  {
    name: "augMix at any magnitude",
    file: `${policies}/aug-mix.ts`,
    find: "bin: random.integer(severity)",
    replace: "bin: random.integer(severity + 1)",
    tests: augMix,
  },
  {
    name: "chains of up to two operations",
    file: `${policies}/aug-mix.ts`,
    find: "chainDepth ?? 1 + random.integer(3)",
    replace: "chainDepth ?? 1 + random.integer(2)",
    tests: augMix,
  },
  {
    name: "weights of chains that do not leave the picture its own",
    file: `${policies}/aug-mix.ts`,
    find: "weight: weight * others",
    replace: "weight: weight * (others > 2 ? 0 : 1)",
    tests: augMix,
  },
  {
    name: "shares even, and not Dirichlet's",
    file: "packages/core/src/random/dirichlet.ts",
    find: "gamma(random, alpha)",
    replace: "gamma(random, alpha + 1)",
    tests: augMix,
  },
  {
    name: "a range of the tables off",
    file: `${policies}/wide-space.ts`,
    find: "to: 135",
    replace: "to: 130",
    tests: tables,
  },
  {
    name: "timm's posterize keeps the bits that it takes away",
    file: `${policies}/timm-table.ts`,
    find: 'posterizeIncreasing: { operation: "posterize", range: { from: 4, to: 0, unit: "bits" } }',
    replace: 'posterizeIncreasing: { operation: "posterize", range: { from: 0, to: 4, unit: "bits" } }',
    tests: timm,
  },
  {
    name: "timm's levels rounded instead of cut",
    file: `${policies}/timm-table.ts`,
    find: "between(0, 256, from + Math.trunc(way))",
    replace: "between(0, 256, from + Math.round(way))",
    tests: timm,
  },
  {
    name: "timm's translations by pixels of the other side",
    file: `${policies}/timm-table.ts`,
    find: "way * canvas[unit] * strength",
    replace: "way * canvas.width * strength",
    tests: timm,
  },
  {
    name: "a probability of timm's pairs off",
    file: `${policies}/timm-pairs.ts`,
    find: 'pair("shearY", 0.4, 7, "solarizeAdd", 0.6, 7)',
    replace: 'pair("shearY", 0.4, 7, "solarizeAdd", 0.5, 7)',
    tests: timm,
  },
  {
    name: "a part of timm's strings left unread",
    file: `${policies}/timm-string.ts`,
    find: 'rand: { m: "whole", n: "whole", p: "share", mstd: "number"',
    replace: 'rand: { m: "whole", n: "whole", p: "share", q: "whole", mstd: "number"',
    tests: timm,
  },
  {
    name: "a set with weights drawn with repetitions",
    file: `${policies}/timm-draw.ts`,
    find: "    rest.delete(name);",
    replace: "",
    tests: timm,
  },
  {
    name: "timm's levels not cut at the highest",
    file: `${policies}/timm-draw.ts`,
    find: "Math.min(most, Math.max(0, drawn))",
    replace: "Math.min(most + level, Math.max(0, drawn))",
    tests: timm,
  },
  {
    name: "factors of timm's below a tenth",
    file: `${policies}/timm-draw.ts`,
    find: "Math.max(-0.9, -size)",
    replace: "Math.max(-1, -size)",
    tests: timm,
  },
  {
    name: "Pillow's blend rounded",
    file: `${kernels}/pairs.ts`,
    find: "return f32x4.add(first, f32x4.mul(share, f32x4.sub(second, first)));",
    replace: "return f32x4.nearest(f32x4.add(first, f32x4.mul(share, f32x4.sub(second, first))));",
    tests: golden,
  },
  {
    name: "chains blended in the order of the others' shares",
    file: `${policies}/timm-policy.ts`,
    find: "changesOf(chains, memory), shares.toReversed())",
    replace: "changesOf(chains, memory), shares)",
    tests: golden,
  },
  {
    name: "solarizeAdd adds to all levels",
    file: "packages/core/src/image/color/point-operations.ts",
    find: "value < inRange(128, most) ?",
    replace: "value < inRange(256, most) ?",
    tests: golden,
  },
  {
    name: "turns of Albumentations' affine maps the wrong way",
    file: `${albumentations}/transforms.ts`,
    find: "return [0 - high, 0 - low];",
    replace: "return [low, high];",
    tests: imports,
  },
  {
    name: "weights of Albumentations' OneOf lost",
    file: `${albumentations}/from-albumentations.ts`,
    find: "oneOf(transforms, { weights: children.map(({ p }) => p) })",
    replace: "oneOf(transforms, { weights: children.map(() => 1) })",
    tests: imports,
  },
  {
    name: "options that nobody takes lost without a word",
    file: `${albumentations}/options.ts`,
    find: "if (this.#taken.has(name) || value === null) continue;",
    replace: "if (this.#taken.has(name) || value !== null) continue;",
    tests: imports,
  },
  {
    name: "what is chosen runs by its own probability too",
    file: `${albumentations}/from-albumentations.ts`,
    find: 'return forced || name === "OneOrOther"',
    replace: 'return name === "OneOrOther"',
    tests: imports,
  },
  {
    name: "always_apply ignored",
    file: `${albumentations}/options.ts`,
    find: "if (this.#values.always_apply === true) return 1;",
    replace: "",
    tests: imports,
  },
  {
    name: "every warp of timm's is bilinear",
    file: "packages/core/src/image/policies/operations.ts",
    find: "{ ...options, filter: interpolation }",
    replace: "options",
    tests: ["packages/core/test/timm-policy.test.ts"],
  },
  {
    name: "OpenCV's two reflections taken for each other",
    file: "packages/core/src/image/from-albumentations/common.ts",
    find: '"edge", "symmetric", "wrap", "reflect"',
    replace: '"edge", "reflect", "wrap", "symmetric"',
    tests: ["packages/core/test/from-albumentations.test.ts"],
  },
];
