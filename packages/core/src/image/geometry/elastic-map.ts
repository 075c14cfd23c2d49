import { type Displacement, displacedField } from "../../kernels/field.ts";
import { kernelMemory } from "../../kernels/memory.ts";
import type { SourceMap } from "../effect.ts";

/** A map that noise displaces. Single positions are read between the pixels' own, which are computed once for all of them. */
export function elasticMap(displacement: Displacement): SourceMap {
  const { width, height } = displacement;
  let field: Float32Array | undefined;
  const read = () => {
    const memory = kernelMemory();
    const mark = memory.mark();
    const pointer = displacedField(memory, displacement);
    const values = memory.floatsAt(pointer, width * height * 2).slice();
    memory.release(mark);
    return values;
  };
  return {
    write: (memory) => displacedField(memory, displacement),
    at: (x, y) => {
      field ??= read();
      return between(field, width, height, x, y);
    },
  };
}

/** What a field says between its pixel centres; beyond the outermost ones it goes on by whole pixels. */
function between(field: Float32Array, width: number, height: number, x: number, y: number): readonly [number, number] {
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const [u, v] = [within(x - 0.5, width - 1), within(y - 0.5, height - 1)];
  const [column, row] = [
    Math.min(Math.floor(u), Math.max(0, width - 2)),
    Math.min(Math.floor(v), Math.max(0, height - 2)),
  ];
  const [s, t] = [u - column, v - row];
  const sample = (part: number) => {
    const value = (c: number, r: number) =>
      field[Math.min(r, height - 1) * 2 * width + part * width + Math.min(c, width - 1)] as number;
    const upper = value(column, row) * (1 - s) + value(column + 1, row) * s;
    const lower = value(column, row + 1) * (1 - s) + value(column + 1, row + 1) * s;
    return upper * (1 - t) + lower * t;
  };
  return [sample(0) + (x - 0.5 - u), sample(1) + (y - 0.5 - v)];
}
