import { isPicture, type Outline } from "../outline.ts";

/**
 * Holds a transform to what it said that the outline would be.
 *
 * @throws Error naming the transform, the field, what was said and what came.
 */
export function checkDeclared(transform: string, declared: Outline, actual: Outline): void {
  for (const [name, field] of Object.entries(declared.fields)) {
    if (!isPicture(field)) continue;
    const found = actual.fields[name];
    if (found?.kind === field.kind && isPicture(found) && found.width === field.width && found.height === field.height)
      continue;
    const size = found !== undefined && isPicture(found) ? `${found.width} × ${found.height}` : "missing";
    throw new Error(
      `${transform}: its outline says that "${name}" is ${field.width} × ${field.height} afterwards, but it is ${size}; ` +
        "declare the change in the transform's outline function",
    );
  }
}
