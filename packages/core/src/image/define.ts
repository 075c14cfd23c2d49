import type { z } from "zod";
import { defineTransform, type Factory, type LeafDescription } from "../define.ts";
import type { ImageResult, Json } from "../transform.ts";
import type { ImageEffect } from "./effect.ts";
import { imageEngine } from "./engine/effects.ts";
// Whoever has image transforms has pixels before long.
import "./engine/pixels.ts";

/** How an image transform is described: its effects are those of the image engine. */
export interface ImageDescription<
  Schema extends z.ZodObject,
  Draw extends Json,
  Result extends ImageResult,
  Positional extends string = never,
> extends Omit<LeafDescription<Schema, Draw, Result, Positional>, "effect" | "engine" | "domain"> {
  readonly effect?: (draw: Draw, options: z.output<Schema>) => ImageEffect | readonly ImageEffect[] | undefined;
}

/** Makes the factory of one of Millrace's own image transforms; policies name it `image.` and its name. */
export function defineImageTransform<
  Schema extends z.ZodObject,
  Draw extends Json,
  Result extends ImageResult = "same",
  Positional extends string = never,
>(description: ImageDescription<Schema, Draw, Result, Positional>): Factory<Schema, Result, Positional> {
  return defineTransform<Schema, Draw, Result, Positional>({ ...description, domain: "image", engine: imageEngine });
}
