import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import { roundHalfEven } from "../../rounding.ts";
import { defineImageTransform } from "../define.ts";
import type { GeometryStep } from "../effect.ts";
import { canvasOfSize, heightAndWidth, size } from "../options.ts";
import { cropStep, placeStep } from "./steps.ts";

/** Takes the middle. An image smaller than `size` is placed in the middle of black, as in torchvision. */
export const centerCrop = defineImageTransform({
  name: "centerCrop",
  summary: "Takes the middle; fills a smaller image up with black.",
  options: z.strictObject({ size }),
  positional: "size",
  changes: ["position"],
  canvas: (options) => canvasOfSize(options.size),
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "geometry",
    steps: (canvas) => centre(canvas, ...heightAndWidth(options.size)),
  }),
});

function centre(canvas: Canvas, height: number, width: number): GeometryStep[] {
  const steps: GeometryStep[] = [];
  const padded = { width: Math.max(canvas.width, width), height: Math.max(canvas.height, height) };
  if (padded.width > canvas.width || padded.height > canvas.height) {
    const left = Math.floor((padded.width - canvas.width) / 2);
    const top = Math.floor((padded.height - canvas.height) / 2);
    steps.push(placeStep(left, top, padded.width, padded.height, [0]));
  }
  const x = roundHalfEven((padded.width - width) / 2);
  const y = roundHalfEven((padded.height - height) / 2);
  steps.push(cropStep(x, y, width, height));
  return steps;
}
