import { OptionError } from "@millrace/core";
import type { Sampler } from "../samplers/sampler.ts";
import type { CheckedOptions } from "./options.ts";

/**
 * The sampler that a loader follows: its option, or the order that its dataset has of its own. Those that change how
 * often samples come are for training.
 *
 * @throws OptionError where there are both.
 */
export function samplerOf(
  { sampler, mode }: Pick<CheckedOptions, "sampler" | "mode">,
  ordering: Sampler | undefined,
): Sampler | undefined {
  if (sampler !== undefined && ordering !== undefined) {
    throw new OptionError(
      `DataLoader: what ${ordering.name} makes has an order of its own, so there can be no sampler beside it; leave sampler out`,
    );
  }
  const found = sampler ?? ordering;
  return found?.chooses === true && mode !== "train" ? undefined : found;
}
