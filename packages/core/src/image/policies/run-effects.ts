import type { KernelMemory } from "../../kernels/memory.ts";
import type { Raster } from "../../kernels/raster.ts";
import type { ImageEffect } from "../effect.ts";
import { ImageProgram } from "../engine/program.ts";
import { runOperation } from "../engine/run.ts";

/**
 * Carries effects out on a picture that lies in kernel memory, fused as the engine would; in place where nothing moves.
 *
 * @param name whose effects they are, for messages.
 */
export function runEffects(
  memory: KernelMemory,
  picture: Raster,
  effects: readonly ImageEffect[],
  name: string,
): Raster {
  const program = new ImageProgram(picture, false);
  for (const effect of effects) program.add(effect, name);
  let raster = picture;
  for (const operation of program.finish(picture).operations) raster = runOperation(memory, raster, operation);
  return raster;
}
