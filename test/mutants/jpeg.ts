import type { Mutant } from "./mutant.ts";

const source = "packages/jpeg/src";
const kernels = "packages/jpeg/kernels";
const exact = ["packages/jpeg/test/exact.test.ts"];
const damaged = ["packages/jpeg/test/damaged.test.ts"];

/** Promises of the JPEG decoder. */
export const jpegMutants: readonly Mutant[] = [
  {
    name: "the row of samples before a strip lost",
    file: `${kernels}/rows.ts`,
    find: "memory.copy(strip - stride, strip + (height - 1) * stride, stride - 32);",
    replace: "memory.copy(strip - stride, strip, stride - 32);",
    tests: exact,
  },
  {
    name: "upsampling rounded one way",
    file: `${kernels}/upsample.ts`,
    find: "i16x8.add(after, i16x8.splat(7))",
    replace: "i16x8.add(after, i16x8.splat(8))",
    tests: exact,
  },
  {
    name: "upsampling beyond the image's edge",
    file: `${kernels}/rows.ts`,
    find: "  if (first == 0) store<u8>(source - 1, load<u8>(source));\n",
    replace: "",
    tests: exact,
  },
  {
    name: "coefficients of the block before",
    file: `${kernels}/frame.ts`,
    find: "if (lastIndex > 9) {",
    replace: "if (lastIndex > 20) {",
    tests: exact,
  },
  {
    name: "predictors kept at a restart",
    file: `${kernels}/frame.ts`,
    find: "  dry = interval >= get(frame, Frame.intervals);\n  resetPredictors(frame);",
    replace: "  dry = interval >= get(frame, Frame.intervals);\n  if (interval == 0) resetPredictors(frame);",
    tests: exact,
  },
  {
    name: "scans without a limit",
    file: `${source}/work.ts`,
    find: "if (++scans > work.maxScans) throw",
    replace: "if (++scans > 1e9) throw",
    tests: damaged,
    pattern: "pixels and scans",
  },
  {
    name: "missing data not warned of",
    file: `${kernels}/frame.ts`,
    find: "      if (dry) missing(frame);\n      decodeUnit",
    replace: "      decodeUnit",
    tests: damaged,
    pattern: "interval that is missing",
  },
  {
    name: "coefficients not cleared before a progressive image",
    file: `${source}/work.ts`,
    find: "    new Uint8Array(arena.memory.buffer, pointer, bytes).fill(0);\n    const fields",
    replace: "    const fields",
    tests: damaged,
    pattern: "nothing of an earlier",
  },
  {
    name: "one row less above a region",
    file: `${source}/plan.ts`,
    find: "firstRow: Math.floor(Math.max(0, top - waits) / rowHeight),",
    replace: "firstRow: Math.floor(top / rowHeight),",
    tests: ["packages/jpeg/test/region.test.ts"],
    pattern: "same window",
  },
  {
    name: "no margin beside a region",
    file: `${source}/plan.ts`,
    find: "const margin = ratio === 2 && smooth ? 1 : 0;",
    replace: "const margin = 0;",
    tests: ["packages/jpeg/test/region.test.ts"],
    pattern: "same window",
  },
  {
    name: "a segment that is not called Exif taken for EXIF",
    file: "packages/jpeg/src/header.ts",
    find: 'segment.marker === Marker.application1 && startsWith(content, "Exif")',
    replace: "segment.marker === Marker.application1",
    tests: ["packages/jpeg/test/header.test.ts"],
  },
];
