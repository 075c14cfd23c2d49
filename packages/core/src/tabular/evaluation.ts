import { compose } from "../combine/compose.ts";
import type { ColumnTransform } from "./column-transform.ts";

/**
 * The deterministic counterpart of column transforms, for testing a model: each says its own. Undefined where nothing is
 * left to do.
 */
export function evaluationOfColumns(policy: ColumnTransform): ColumnTransform | undefined {
  if (policy.combines === true) {
    const [first, ...rest] = policy.children.map(evaluationOfColumns).filter((child) => child !== undefined);
    return first === undefined ? undefined : compose([first, ...rest]);
  }
  const { evaluation, options: schema } = policy.definition;
  if (evaluation === "same") return policy;
  if (evaluation === "nothing") return undefined;
  return evaluation(schema.parse(policy.given)) as unknown as ColumnTransform;
}
