import { z } from "zod";
import { OptionError } from "../check.ts";
import { type Step, stepName } from "../transform.ts";
import { defineCombinator } from "./combinator.ts";

/**
 * Runs its steps one after another, and anew for each frame of the sample's clips: with draws of its own for every frame,
 * where all other steps draw once for a clip. Noise of a camera is such a step, or light that flickers. Clips of one sample
 * share the draws of a frame; pictures that are no clips stay as they are.
 *
 * It takes what changes pixels where they are. What moves them would tear frames from the boxes and points that lie on all of
 * them, and what makes floats does the same to every frame; both are refused. So are steps that look at pixels, meet other
 * samples or are code of one's own, and `perFrame` and `views` themselves. A step that covers parts of pictures is refused
 * where boxes or points lie on the clip.
 *
 * @throws OptionError for a step that it does not take.
 *
 * @example compose([randomCrop(112), perFrame([gaussianNoise({ sigma: 0.02 })]), normalize()])
 */
export const perFrame = defineCombinator({
  name: "perFrame",
  summary: "Runs its steps anew for each frame of clips.",
  options: z.strictObject({}),
  evaluatesAs: "frames",
  check: (_options, count) => {
    if (count === 0) throw new OptionError("perFrame: at least one step is needed");
  },
  checkSteps: (steps) => {
    for (const step of steps) requirePerFrame(step);
  },
  choose: (_random, count) => Array.from({ length: count }, (_, i) => i),
});

function requirePerFrame(step: Step): void {
  const refuse = (why: string): never => {
    throw new OptionError(
      `perFrame takes transforms that change the pixels of images where they are, such as colorJitter and gaussianNoise; ${stepName(step)} ${why}`,
    );
  };
  if (typeof step === "function") refuse("is a plain function, which takes the whole sample");
  if (typeof step === "function") return;
  if (step.type === "combinator") {
    if (step.evaluatesAs === "each") refuse("makes several of one sample");
    if (step.evaluatesAs === "frames") refuse("goes by frames already");
    for (const child of step.children) requirePerFrame(child);
    return;
  }
  if (step.effect === undefined) refuse("takes the whole sample");
  if (step.copies > 1) refuse("makes several of one sample");
  if (step.partners !== undefined || step.question !== undefined) refuse("needs more than one frame");
  if (step.needs.length > 0) refuse("looks at pixels before it draws");
  if (step.result === "float32") refuse("makes floats of all frames alike; put it behind perFrame");
  // What moves pictures moves masks along with images, and says so.
  if (step.kinds.length !== 1 || step.kinds[0] !== "image") {
    refuse(
      "moves pictures, and each frame would go elsewhere than its boxes, points and masks; put it outside of perFrame",
    );
  }
}
