import { z } from "zod";
import { OptionError } from "../check.ts";
import { defineCombinator } from "./combinator.ts";

/**
 * Several views of one sample, each through a policy of its own with draws of its own, as contrastive training compares
 * them (Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", 2020). Each image, mask,
 * text, and set of boxes or keypoints comes once for each view, named with its number: `image` becomes `image0`, `image1`;
 * labels and plain values stay as they are. The steps before it draw once, for all views alike.
 */
export const views = defineCombinator({
  name: "views",
  summary: "Makes several views of one sample, each by a policy of its own.",
  options: z.strictObject({}),
  evaluatesAs: "each",
  check: (_options, count) => {
    if (count === 0) throw new OptionError("views: at least one policy is needed");
  },
  choose: (_random, count) => Array.from({ length: count }, (_, i) => i),
});
