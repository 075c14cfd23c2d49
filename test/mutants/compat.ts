import type { Mutant } from "./mutant.ts";

const kernels = "packages/core/kernels/color";
const wrappers = "packages/core/src/kernels";
const color = "packages/core/src/image/color";
const tests = "packages/core/test";
const golden = [`${tests}/golden-compat.test.ts`];
const own = [`${tests}/compat.test.ts`];

/** Promises of the bytes of Pillow and OpenCV. */
export const compatMutants: readonly Mutant[] = [
  {
    name: "Pillow's gray cut instead of rounded",
    file: `${kernels}/weighted-gray.ts`,
    find: "i32x4.splat(1 << (bits - 1))",
    replace: "i32x4.splat(0)",
    tests: golden,
    pattern: "grayscale",
  },
  {
    name: "OpenCV's gray in Pillow's weights",
    file: `${kernels}/weighted-gray.ts`,
    find: "const blues = greens + <usize>plane;\n  const weights = opencv ? opencvWeights : pillowWeights;\n  const bits = opencv ? OPENCV_BITS : PILLOW_BITS;",
    replace:
      "const blues = greens + <usize>plane;\n  const weights = opencv ? pillowWeights : pillowWeights;\n  const bits = opencv ? PILLOW_BITS : PILLOW_BITS;",
    tests: golden,
    pattern: "grayscale",
  },
  {
    name: "Pillow's blend with gray rounded",
    file: `${kernels}/gray-blend.ts`,
    find: "f32x4.add(f32x4.floor(clamped(value)), shift)",
    replace: "f32x4.add(clamped(value), shift)",
    tests: golden,
    pattern: "adjustSaturation",
  },
  {
    name: "OpenCV's weighted sum without its fused multiply-add",
    file: `${kernels}/gray-blend.ts`,
    find: "const rounded = f32x4.add(sum, f32x4.add(error, f32x4.mul(value, fine)));",
    replace: "const rounded = f32x4.add(gray, f32x4.mul(value, f32x4.splat(factor)));",
    tests: golden,
    pattern: "adjustSaturation",
  },
  {
    name: "hues of Pillow not kept in f32 between their steps",
    file: `${kernels}/pillow-hue.ts`,
    find: "const sixths = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(sum));",
    replace: "const sixths = sum;",
    tests: golden,
    pattern: "adjustHue",
  },
  {
    name: "a byte of Pillow's hue that does not wrap",
    file: `${kernels}/pillow-hue.ts`,
    find: "v128.and(i32x4.add(f32x4.add(hues, shift), turns), byte)",
    replace: "i32x4.min_s(byte, i32x4.add(v128.and(f32x4.add(hues, shift), byte), turns))",
    tests: golden,
    pattern: "adjustHue",
  },
  {
    name: "Pillow's saturation rounded",
    file: `${kernels}/pillow-hue.ts`,
    find: "f32x4.floor(f32x4.mul(share, most8))",
    replace: "f32x4.nearest(f32x4.mul(share, most8))",
    tests: golden,
    pattern: "adjustHue",
  },
  {
    name: "the turn of Pillow's hue rounded down",
    file: `${wrappers}/color/steps.ts`,
    find: "Math.trunc(factor * 255)",
    replace: "Math.floor(factor * 255)",
    tests: golden,
    pattern: "adjustHue",
  },
  {
    name: "OpenCV's hue by halves of its circle",
    file: `${wrappers}/color/steps.ts`,
    find: "hue: 180 * factor",
    replace: "hue: 179 * factor",
    tests: golden,
    pattern: "adjustHue",
  },
  {
    name: "a hue of nothing goes through HSV",
    file: `${wrappers}/color.ts`,
    find: "if (isNothing(operation)) continue;",
    replace: "",
    tests: own,
  },
  {
    name: "Pillow's mean of gray not rounded",
    file: `${wrappers}/color/compat-tables.ts`,
    find: "const middle = Math.floor(mean + 0.5);",
    replace: "const middle = mean;",
    tests: golden,
    pattern: "adjustContrast",
  },
  {
    name: "contrast about the mean of torchvision's gray for all",
    file: `${wrappers}/color/pass.ts`,
    find: "{ target: 0, gray }",
    replace: '{ target: 0, gray: "torchvision" }',
    tests: golden,
    pattern: "adjustContrast",
  },
  {
    name: "OpenCV's contrast rounded",
    file: `${wrappers}/color/compat-tables.ts`,
    find: "Math.fround(Math.fround(value * single) + rest)",
    replace: "Math.fround(Math.fround(value * single) + rest + 0.5)",
    tests: golden,
    pattern: "adjustContrast",
  },
  {
    name: "Pillow's autocontrast in the order of torchvision's",
    file: `${wrappers}/color/compat-tables.ts`,
    find: "value * scale + offset",
    replace: "(value - low) * Math.fround(scale)",
    tests: golden,
    pattern: "autocontrast",
  },
  {
    name: "OpenCV's equalize counts the darkest level",
    file: `${wrappers}/color/compat-tables.ts`,
    find: "if (value > least) upTo",
    replace: "if (value >= least) upTo",
    tests: golden,
    pattern: "equalize",
  },
  {
    name: "OpenCV's equalize cut",
    file: `${wrappers}/color/compat-tables.ts`,
    find: "others === 0 ? value : halfToEven(",
    replace: "others === 0 ? value : Math.floor(",
    tests: golden,
    pattern: "equalize",
  },
  {
    name: "a jitter that forgets whose bytes it gives when it is weakened",
    file: `${color}/color-jitter.ts`,
    find: "    compat,\n    ...present",
    replace: "    ...(compat === undefined ? { compat } : {}),\n    ...present",
    tests: own,
  },
  {
    name: "bytes of Pillow promised for 16 bits",
    file: `${wrappers}/color-operation.ts`,
    find: "? bytes : tables",
    replace: "? tables : tables",
    tests: own,
  },
];
