import type { KernelMemory } from "../../kernels/memory.ts";
import type { GeometryStep } from "../effect.ts";

/** Puts the map of a remap on the arena by asking it for each pixel. Returns where. */
export function writeField(
  memory: KernelMemory,
  { width, height, source }: Extract<GeometryStep, { step: "remap" }>,
): number {
  // A vector of two positions may reach behind the last row.
  const pointer = memory.allocate(width * height * 8 + 16);
  const field = memory.floatsAt(pointer, width * height * 2);
  for (let row = 0; row < height; row++) {
    const start = row * width * 2;
    for (let column = 0; column < width; column++) {
      const [x, y] = source.at(column + 0.5, row + 0.5);
      field[start + column] = x;
      field[start + width + column] = y;
    }
  }
  return pointer;
}
