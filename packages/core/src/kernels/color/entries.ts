import type { LookupTable } from "../lookup-table.ts";
import type { KernelMemory } from "../memory.ts";
import { saturationLine } from "./saturation-line.ts";
import type { Step } from "./steps.ts";
import { shapeOf, worthARule } from "./table-shape.ts";

/** Steps as the kernel of a color pass reads them (kernels/color/pass.ts). */

const stepCodes = { lookup: 0, hue: 2, matrix: 3, permutation: 4, hsv: 5, line: 6, bits: 7, pillowHue: 10 } as const;
const saturationCodes = { torchvision: 1, pillow: 8, opencv: 9 } as const;
/** torchvision's saturation where it is a line. */
const saturationLineCode = 11;

/** Writes steps onto the arena, a code and two numbers for each. @param bytes of the pixels that they are for. */
export function writeEntries(memory: KernelMemory, steps: readonly Step[], bytes: number): number {
  const words = memory.allocate(Math.max(1, steps.length) * 12);
  const entries = steps.map((step) => entryOf(memory, step, bytes));
  const view = new DataView(memory.memory.buffer, words, steps.length * 12);
  for (const [index, { code, first, second, floats }] of entries.entries()) {
    view.setInt32(index * 12, code, true);
    if (floats === true) {
      view.setFloat32(index * 12 + 4, first, true);
      view.setFloat32(index * 12 + 8, second, true);
    } else {
      view.setUint32(index * 12 + 4, first, true);
      view.setInt32(index * 12 + 8, second, true);
    }
  }
  return words;
}

/** What a kernel is told of a step: a code, and two numbers that go with it. */
interface Entry {
  readonly code: number;
  readonly first: number;
  readonly second: number;
  readonly floats?: true;
}

/** @param bytes of the pixels: a rule of a table is looked for where there are many. */
function entryOf(memory: KernelMemory, step: Step, bytes: number): Entry {
  switch (step.step) {
    case "lookup": {
      const rule = bytes < worthARule ? undefined : shapeOf(step.table);
      if (rule?.shape === "line") return { code: stepCodes.line, first: rule.factor, second: rule.added };
      if (rule?.shape === "bits") return { code: stepCodes.bits, first: rule.mask, second: rule.threshold };
      return { code: stepCodes.lookup, first: threeTables(memory, step.table), second: 0 };
    }
    case "saturation": {
      const { factor, compat } = step;
      const mayBeLine = compat === "torchvision" && factor !== 0 && bytes >= worthARule;
      const line = mayBeLine ? saturationLine(factor) : undefined;
      if (line === undefined) return { code: saturationCodes[compat], first: factor, second: 1 - factor, floats: true };
      const pointer = memory.allocate(44);
      new Int32Array(memory.memory.buffer, pointer, 3).set([
        line.factor,
        line.added,
        Number(line.lowered !== undefined),
      ]);
      if (line.lowered !== undefined) memory.bytesAt(pointer + 12, 32).set(line.lowered);
      return { code: saturationLineCode, first: pointer, second: 0 };
    }
    case "hsv":
      return { code: stepCodes.hsv, first: threeTables(memory, step.table), second: 0 };
    case "matrix": {
      const pointer = memory.allocate(36);
      const weights = new Int32Array(memory.memory.buffer, pointer, 9);
      for (const [at, weight] of step.weights.entries()) weights[at] = Math.round(weight * 1024);
      return { code: stepCodes.matrix, first: pointer, second: 0 };
    }
    case "permutation": {
      const word = step.order.reduce((all, from, at) => all | (from << (8 * at)), 0);
      return { code: stepCodes.permutation, first: word, second: 0 };
    }
    case "pillowHue":
      return { code: stepCodes.pillowHue, first: step.turn, second: 0 };
    default:
      return { code: stepCodes.hue, first: step.factor, second: 1 - step.factor, floats: true };
  }
}

/** Three tables for three channels, which may be the same. */
function threeTables(memory: KernelMemory, table: LookupTable): number {
  const pointer = memory.allocate(768);
  for (let at = 0; at < 768; at += table.length) memory.bytesAt(pointer + at, table.length).set(table);
  return pointer;
}
