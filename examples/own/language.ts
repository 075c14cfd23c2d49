import { defineTransform, type Text } from "millrace";
import { z } from "zod";

const words: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(["the", "and", "of", "is", "in"]),
  de: new Set(["der", "die", "das", "und", "ist"]),
};

/**
 * Adds the field `language`: "en", "de" or "unknown". Whatever answers, such as a model, is asked once for all samples of
 * a batch; meanwhile a sample waits and holds nothing but its outline.
 */
export const language = defineTransform({
  module: import.meta.url,
  name: "language",
  summary: "Adds the language of a text.",
  options: z.strictObject({ of: z.string().describe("the name of a text field") }),
  changes: [],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["text"],
  draw: () => null,
  question: ({ others }, _draw, { of }) => (others[of] as Text).value,
  answer: async (questions) => questions.map((question) => languageOf(String(question))),
  edit: (outline, _draw, _options, { answer }) => ({ ...outline, others: { ...outline.others, language: answer } }),
});

function languageOf(sentence: string): string {
  const found = sentence.toLowerCase().split(/\W+/);
  const counts = Object.entries(words).map(([name, known]) => {
    return { name, count: found.filter((word) => known.has(word)).length };
  });
  const best = counts.reduce((one, other) => (other.count > one.count ? other : one));
  return best.count === 0 ? "unknown" : best.name;
}
