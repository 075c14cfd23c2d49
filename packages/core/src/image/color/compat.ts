import { z } from "zod";
import type { Compat } from "../../kernels/color/compat.ts";

/** Whose bytes an operation gives; its choices are the libraries that differ there. torchvision's on tensors by default. */
export function compat<const Others extends readonly [Exclude<Compat, "torchvision">, ...Compat[]]>(...others: Others) {
  const names = ["torchvision", ...others] as const;
  const listed = names.map((name) => `"${name}"`);
  return z
    .enum(names)
    .default("torchvision")
    .describe(`${listed.slice(0, -1).join(", ")} or ${listed.at(-1)}`);
}
