import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type StreakStep, streakLayer, writeSteps } from "../src/kernels/pixel/layers.ts";
import { pixelKernels } from "../src/kernels/pixel/module.ts";
import { testMemory } from "./kernels-support.ts";

/** Each value moved along each step, by its definition; `full` planes go on beyond their edges. */
function streaked(
  plane: readonly number[],
  width: number,
  height: number,
  steps: readonly StreakStep[],
  full: boolean,
) {
  const kept = (place: number, length: number) => Math.min(length - 1, Math.max(0, place));
  return plane.map((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    let sum = 0;
    for (const { right, down, weight } of steps) {
      const [fromX, fromY] = [x - right, y - down];
      const inside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
      if (full || inside) sum += (plane[kept(fromY, height) * width + kept(fromX, width)] as number) * weight;
    }
    return sum;
  });
}

const sizes = { width: fc.integer({ min: 1, max: 23 }), height: fc.integer({ min: 1, max: 17 }) };
const step = fc.record({
  right: fc.integer({ min: -30, max: 30 }),
  down: fc.integer({ min: -20, max: 20 }),
  weight: fc.integer({ min: 1, max: 16 }).map((part) => part / 16),
});

for (const full of [true, false]) {
  test(`a ${full ? "full plane" : "plane of a few values"} drawn out is the sum of its steps`, () => {
    fc.assert(
      fc.property(
        fc.record({ ...sizes, steps: fc.array(step, { minLength: 1, maxLength: 6 }), seed: fc.nat() }),
        ({ width, height, steps, seed }) => {
          const plane = Array.from({ length: width * height }, (_, at) => {
            const number = (Math.imul(at + seed, 2654435761) >>> 20) & 63;
            return full || number < 6 ? number / 64 : 0;
          });
          const memory = testMemory();
          const pointer = memory.allocate(plane.length * 4);
          memory.floatsAt(pointer, plane.length).set(plane);
          const layer = streakLayer(memory, { pointer, width, height }, steps, full);
          const got = memory.floatsAt(layer, plane.length);
          const want = streaked(plane, width, height, steps, full);
          equal(got.length, want.length);
          for (const [at, value] of want.entries())
            ok(Math.abs((got[at] as number) - value) < 1e-5, `${at}: ${got[at]}`);
        },
      ),
    );
  });
}

test("streaks lie where their steps lead from their beginnings, and nothing comes in from beyond an edge", () => {
  const [width, height, number] = [40, 30, 500];
  const painted = (steps: readonly StreakStep[]) => {
    const memory = testMemory();
    const layer = memory.allocate(4 * width * height);
    memory.floatsAt(layer, width * height).fill(0);
    const taps = writeSteps(memory, steps);
    pixelKernels(memory).streaks(layer, width, height, number, taps, steps.length, 7, 9);
    const values = [...memory.floatsAt(layer, width * height)];
    return (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x]!);
  };
  const alone = painted([{ right: 0, down: 0, weight: 1 }]);
  const places = Array.from({ length: width * height }, (_, at) => [at % width, Math.floor(at / width)] as const);
  // Half to all of the brightness, evenly, at even places.
  const sum = places.reduce((all, [x, y]) => all + alone(x, y), 0);
  ok(Math.abs(sum / number - 0.75) < 0.03, `${sum / number}`);
  const filled = places.filter(([x, y]) => alone(x, y) > 0).length;
  ok(Math.abs(filled / (width * height) - (1 - Math.exp(-number / (width * height)))) < 0.05);
  const steps = [
    { right: 0, down: 0, weight: 1 },
    { right: 5, down: 3, weight: 0.5 },
    { right: -4, down: 6, weight: 0.25 },
  ];
  const all = painted(steps);
  for (const [x, y] of places) {
    const expected = steps.reduce((sum, { right, down, weight }) => sum + alone(x - right, y - down) * weight, 0);
    ok(Math.abs(all(x, y) - expected) < 1e-5, `${x}, ${y}`);
  }
});
