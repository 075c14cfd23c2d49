import { z } from "zod";
import { kindOfFactory } from "./any-step.ts";
import { builtIn, findBuiltIn, type KnownFactory } from "./known.ts";
import { policySchemaId } from "./policy.ts";

/**
 * The JSON Schema of policies (draft 2020-12), from the same schemas that validate options: of the transforms whose
 * modules have been imported, by their names with and without domain.
 */
export function policySchema(): Record<string, unknown> {
  const steps: Record<string, unknown>[] = [];
  for (const [name, factory] of builtIn()) {
    if (kindOfFactory(factory) !== "samples") continue;
    const schema = stepSchema(factory);
    for (const key of new Set([name, shortName(name)])) {
      steps.push({
        type: "object",
        properties: { [key]: schema },
        required: [key],
        additionalProperties: false,
        description: factory.definition.summary,
      });
    }
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: policySchemaId,
    type: "object",
    properties: {
      $schema: { type: "string" },
      version: { const: 1 },
      steps: { type: "array", items: { $ref: "#/$defs/step" } },
    },
    required: ["version", "steps"],
    additionalProperties: false,
    $defs: { step: { oneOf: steps } },
  };
}

/** The name without its domain where that is enough. */
function shortName(name: string): string {
  const short = name.slice(name.indexOf(".") + 1);
  return "factory" in findBuiltIn(short) ? short : name;
}

function stepSchema({ definition, combines }: KnownFactory): Record<string, unknown> {
  const { $schema: _, ...options } = z.toJSONSchema(definition.options, { io: "input" }) as Record<string, unknown>;
  if (combines !== true) return options;
  const children = { type: "array", items: { $ref: "#/$defs/step" } };
  const properties = { transforms: children, ...(options.properties as object) };
  return { anyOf: [children, { ...options, properties, required: ["transforms"] }] };
}
