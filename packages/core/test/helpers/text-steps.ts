import { type Change, defineTransform, type Outline, type Text, text } from "@millrace/core";
import { z } from "zod";

/** The outline with its texts changed. */
export function editTexts(outline: Outline, change: (value: string) => string): Outline {
  const others = { ...outline.others };
  for (const [name, value] of Object.entries(others)) {
    const field = value as Text;
    if (field?.kind === "text") others[name] = text(change(field.value));
  }
  return { ...outline, others };
}

export function textsOf(outline: Outline): string[] {
  return Object.values(outline.others).flatMap((value) =>
    (value as Text)?.kind === "text" ? [(value as Text).value] : [],
  );
}

const common = {
  options: z.strictObject({}),
  changes: [] as readonly Change[],
  evaluation: "nothing",
  intensity: "fixed",
  kinds: ["text"],
} as const;

/** Turns a text round, or leaves it: an edit of the outline alone. */
export const reversing = defineTransform({
  ...common,
  name: "reversing",
  summary: "Turns texts round.",
  draw: (random) => ({ turn: random.chance(0.5), number: random.integer(1000) }),
  edit: (outline, { turn, number }) =>
    editTexts(outline, (value) => `${turn ? [...value].reverse().join("") : value}${number}`),
});

/** Every call of `asking` that was answered: its questions. */
export const asked: (readonly unknown[])[] = [];

/** Asks what a text is in capitals; answers come for all samples of a batch at once. */
export const asking = defineTransform({
  ...common,
  name: "asking",
  summary: "Asks for capitals.",
  draw: (random) => random.integer(10),
  question: (outline, draw) => ({ text: textsOf(outline)[0] ?? "", draw }),
  answer: async (questions) => {
    asked.push(questions);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return questions.map((question) => (question as { text: string }).text.toUpperCase());
  },
  edit: (outline, draw, _options, { answer }) => editTexts(outline, () => `${answer}/${draw}`),
});
