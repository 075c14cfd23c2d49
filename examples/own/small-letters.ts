import { defineTransform, type Text, text } from "millrace";
import { z } from "zod";

/** Makes A to Z small in every text, with probability `p` (default 0.5). Lengths stay, so spans lie where they lay. */
export const smallLetters = defineTransform({
  module: import.meta.url,
  name: "smallLetters",
  summary: "Makes the letters of texts small, with a probability.",
  options: z.strictObject({ p: z.number().min(0).max(1).default(0.5).describe("a number between 0 and 1") }),
  changes: [],
  evaluation: "nothing",
  intensity: ({ p }, intensity) => ({ p: p * intensity }),
  kinds: ["text"],
  draw: (random, _outline, { p }) => ({ apply: random.chance(p) }),
  edit: (outline, { apply }) => {
    if (!apply) return outline;
    const others = { ...outline.others };
    for (const [name, field] of Object.entries(others)) if (isText(field)) others[name] = withSmallLetters(field);
    return { ...outline, others };
  },
});

function isText(field: unknown): field is Text {
  return (field as Text | null | undefined)?.kind === "text";
}

function withSmallLetters({ value, spans }: Text): Text {
  return text(
    value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    { spans },
  );
}
