import type { Sample } from "../fields/index.ts";
import { type Json, stepName } from "../transform.ts";
import type { PolicyNode } from "./policy-tree.ts";
import type { ServedItem } from "./served-item.ts";
import { withName } from "./with-name.ts";

/**
 * One call of a step that serves many, for all of these.
 *
 * @throws what the step throws, its name first, and a TypeError where not every one got an answer.
 */
export async function serveMany({ step }: PolicyNode, items: readonly ServedItem[]): Promise<readonly unknown[]> {
  if (typeof step === "function" || step.type !== "leaf") return [];
  const questions: Json[] = [];
  const samples: Sample[] = [];
  const draws: Json[] = [];
  for (const item of items) {
    if ("question" in item) questions.push(item.question);
    else {
      samples.push(item.sample);
      draws.push(item.draw);
    }
  }
  let answers: readonly unknown[] | undefined;
  try {
    answers = questions.length > 0 ? await step.answer?.(questions) : await step.applyMany?.(samples, draws);
  } catch (cause) {
    throw withName(step.name, cause);
  }
  if (!Array.isArray(answers) || answers.length !== items.length) {
    const got = Array.isArray(answers) ? `${answers.length}` : String(answers);
    throw new TypeError(
      `${stepName(step)} must answer all ${items.length} samples of the batch, in their order, got ${got}`,
    );
  }
  return answers;
}
