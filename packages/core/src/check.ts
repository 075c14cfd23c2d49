import type { z } from "zod";
import { suggestion } from "./nearest-name.ts";

/** An option, a policy or a sample is not what it has to be. The message names the place, the value and what is allowed. */
export class OptionError extends TypeError {
  override readonly name = "OptionError";
}

/**
 * Validates options once, at the factory's door.
 *
 * @param owner who asks, for the message: a transform's name or a path into a policy.
 * @throws OptionError with path, value, allowed range and, for an unknown key, the nearest known name.
 */
export function parseOptions<Schema extends z.ZodObject>(
  owner: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new OptionError(result.error.issues.map((issue) => describe(owner, schema, value, issue)).join("\n"));
}

function describe(owner: string, schema: z.ZodObject, value: unknown, issue: z.core.$ZodIssue): string {
  const path = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const place = path === "" ? owner : `${owner}: ${path.replace(/^\./, "")}`;
  if (issue.code === "unrecognized_keys") {
    // A nested object's own keys are not listed here; the known names are those of the options themselves.
    const known = issue.path.length === 0 ? Object.keys(schema.shape) : [];
    return issue.keys
      .map(
        (key) =>
          `${place}: unknown option "${key}".${suggestion(key, known)}${
            known.length > 0 ? ` Options: ${known.join(", ")}.` : issue.path.length === 0 ? " It takes no options." : ""
          }`,
      )
      .join("\n");
  }
  const given = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const where = optionAt(schema, issue.path);
  const allowed = where?.description === undefined ? issue.message : where.description;
  if (given === undefined) return `${place} is required: ${allowed}`;
  // What a schema says of a value that it read and did not understand.
  const detail = issue.code === "custom" && issue.message !== "Invalid input" ? `: ${issue.message}` : "";
  return `${place} must be ${allowed}, got ${show(given)}${detail}`;
}

/** The schema of the outermost option that a path leads into: its description says what is allowed. */
function optionAt(schema: z.ZodObject, path: readonly PropertyKey[]): z.ZodType | undefined {
  const first = path[0];
  return typeof first === "string" ? (schema.shape[first] as z.ZodType | undefined) : undefined;
}

/** A value as it stands in an error message: short, and with its type visible. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name}(${(value as Uint8Array).length ?? value.byteLength})`;
  if (typeof value === "object" && value !== null) {
    const text = safeJson(value);
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  }
  return String(value);
}

function safeJson(value: object): string {
  try {
    return JSON.stringify(value) ?? Object.prototype.toString.call(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
