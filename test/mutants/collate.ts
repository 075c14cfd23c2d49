import type { Mutant } from "./mutant.ts";

const halves = ["packages/core/test/kernels-halves.test.ts"];
const images = ["test/half-images.test.ts"];

/** Promises of how fields are put together in a batch, and of images in 16 bits. */
export const collateMutants: readonly Mutant[] = [
  {
    name: "halves of ties rounded up",
    file: "packages/core/kernels/halves.ts",
    find: "const odd = v128.and(i32x4.shr_u(bits, 13), i32x4.splat(1));",
    replace: "const odd = i32x4.splat(1);",
    tests: halves,
    pattern: "ties to even",
  },
  {
    name: "halves of the least numbers cut off",
    file: "packages/core/kernels/halves.ts",
    find: "i32x4.ge_s(bits, i32x4.splat(113 << 23))",
    replace: "i32x4.ge_s(bits, i32x4.splat(112 << 23))",
    tests: halves,
    pattern: "ties to even",
  },
  {
    name: "halves that are not a number taken for infinity",
    file: "packages/core/kernels/halves.ts",
    find: "i32x4.splat(0x7e00), isNumber)",
    replace: "i32x4.splat(0x7c00), isNumber)",
    tests: halves,
    pattern: "no NaN",
  },
  {
    name: "the negative zero of a half lost",
    file: "packages/core/src/kernels/convert.ts",
    find: 'twelve("bias", bias, channels, -0)',
    replace: 'twelve("bias", bias, channels, 0)',
    tests: halves,
    pattern: "ties to even",
  },
  {
    name: "floats without a last conversion stay in 32 bits",
    file: "packages/core/src/image/engine/write-pictures.ts",
    find: 'if (raster.type === "float32" && floats === "float16") {',
    replace: "if (false) {",
    tests: images,
    pattern: "rounded",
  },
  {
    name: "halves mixed as if they were floats",
    file: "packages/core/src/image/mix/images.ts",
    find: 'if (tensor?.dtype === "float16") {',
    replace: "if (false) {",
    tests: images,
    pattern: "refused with the remedy",
  },
  {
    name: "halves counted as floats before the first batch",
    file: "src/loader/bytes.ts",
    find: "(halves ? 2 : 4)",
    replace: "4",
    tests: images,
    pattern: "count half",
  },
  {
    name: "halves counted as floats after the first sample",
    file: "src/worker/describe-sample.ts",
    find: "written - halved + restBytes(",
    replace: "written + restBytes(",
    tests: images,
    pattern: "count half",
  },
];
