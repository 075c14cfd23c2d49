import type { KernelMemory } from "../../kernels/memory.ts";
import type { Outline } from "../../outline.ts";
import { type FinishedImage, type OpenedField, type PixelEngine, usePixelEngine } from "../../walk/pixel-engine.ts";
import { concerns, type FieldSources, type PendingEffect } from "../../walk/sources.ts";
import type { ImageEffect } from "../effect.ts";
import { copyOut } from "./copy-out.ts";
import { ImageProgram, type Operation, onDelivered } from "./program.ts";
import { runOperation } from "./run.ts";

interface OpenedImage extends OpenedField {
  readonly kind: "image" | "mask";
  readonly operations: readonly Operation[];
}

/** Opens every image and mask at the window that its program needs. */
function open(
  sources: FieldSources,
  outline: Outline,
  effects: readonly PendingEffect[],
  decode: "fast" | "exact",
): readonly OpenedImage[] | Promise<readonly OpenedImage[]> {
  const opened: (OpenedImage | Promise<OpenedImage>)[] = [];
  let waiting = false;
  for (const [name, from] of Object.entries(sources)) {
    const { kind } = from.field;
    const program = new ImageProgram(from.field, kind === "mask");
    // A field that only passes through is decoded, but its pixels stay as they are.
    if (name in outline.fields) {
      effects.forEach((pending, position) => {
        if (concerns(pending, position, from)) program.add(pending.effect as ImageEffect, pending.name);
      });
    }
    const { region, operations } = program.finish(from.field);
    const scale = decode === "fast" ? program.enoughScale() : 1;
    const delivered = (source: OpenedField["source"]): OpenedImage => {
      return { name, kind, operations: onDelivered(operations, region, source), source };
    };
    const source = from.field.open({ region, scale });
    if (source instanceof Promise) {
      waiting = true;
      opened.push(source.then(delivered));
    } else opened.push(delivered(source));
  }
  return waiting ? Promise.all(opened) : (opened as OpenedImage[]);
}

function run(memory: KernelMemory, opened: readonly OpenedField[], outline: Outline): Record<string, FinishedImage> {
  const images: Record<string, FinishedImage> = {};
  for (const { name, kind, operations, source } of opened as readonly OpenedImage[]) {
    let raster = source.load(memory);
    const last = operations.at(-1);
    const conversion = last?.operation === "float" && raster.type === "uint8" ? last : undefined;
    const count = conversion === undefined ? operations.length : operations.length - 1;
    for (let i = 0; i < count; i++) raster = runOperation(memory, raster, operations[i] as Operation);
    checkSize(name, outline.fields[name], raster);
    images[name] = conversion === undefined ? { kind, raster } : { kind, raster, conversion };
  }
  return images;
}

function checkSize(
  name: string,
  declared: Outline["fields"][string] | undefined,
  raster: { width: number; height: number },
) {
  if (declared === undefined || (declared.kind !== "image" && declared.kind !== "mask")) return;
  if (declared.width === raster.width && declared.height === raster.height) return;
  throw new Error(
    `the field "${name}" came out as ${raster.width} × ${raster.height}, but its outline says ${declared.width} × ${declared.height}`,
  );
}

/** Decoding, fused kernels and copies out, for images and masks. */
export const imagePixels: PixelEngine = { open, run, copyOut };

usePixelEngine(imagePixels);
