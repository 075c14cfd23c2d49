import { type Json, OptionError, type Step, show } from "@millrace/core";
import { childrenOf, encodeStep, isBuiltIn } from "@millrace/core/engine";

/**
 * Refuses what a cache cannot do once for all epochs: steps that draw, and code of the user's, of which nobody could tell
 * that it changed.
 *
 * @returns the steps as JSON, by which they cross to workers and count in keys.
 * @throws OptionError with the step and what is allowed.
 */
export function checkSteps(steps: Step): Json {
  refuse(steps);
  return encodeStep(steps, () => undefined);
}

function refuse(step: Step): void {
  const name = typeof step === "function" ? show(step) : step.name;
  const no = (why: string): never => {
    throw new OptionError(
      `cache: steps must do the same in every epoch, and be Millrace's own, such as resize(256) or compose([centerCrop(1024), resize(256)]); ${name} ${why}`,
    );
  };
  if (typeof step === "function" || !isBuiltIn(step)) no("is code of your own, and nobody could tell when it changes");
  if (typeof step === "function") return;
  if (step.type === "combinator") {
    if (step.name !== "compose") no("chooses anew for each sample: leave it to the loader's transform");
    for (const child of childrenOf(step) ?? []) refuse(child as Step);
    return;
  }
  if (step.result === "float32") no("makes floats, four times as large as bytes: leave it to the loader's transform");
  if (step.definition.evaluation !== "same") no("draws anew in each epoch: leave it to the loader's transform");
}
