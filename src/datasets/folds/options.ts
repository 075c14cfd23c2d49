import { OptionError, parseOptions } from "@millrace/core";
import { z } from "zod";

/** What all functions take that divide a dataset. */
const schema = z.strictObject({
  stratify: z.string().optional().describe("the name of a field"),
  groups: z.string().optional().describe("the name of a field"),
  seed: z.union([z.number().int(), z.string()]).default(0).describe("a whole number or a text"),
});

/** Checked options, of which at most one is a field. */
export type DividingOptions = z.output<typeof schema>;

/**
 * Checks how a dataset is to be divided.
 *
 * @param owner who asks, for messages.
 * @throws OptionError for unknown options and values that cannot be, and for `stratify` together with `groups`.
 */
export function dividingOptions(owner: string, value: unknown): DividingOptions {
  const options = parseOptions(owner, schema, value);
  const { stratify, groups } = options;
  if (stratify !== undefined && groups !== undefined) {
    throw new OptionError(
      `${owner}: stratify ("${stratify}") and groups ("${groups}") cannot both be kept; leave one of them out`,
    );
  }
  return options;
}
