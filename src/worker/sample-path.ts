/** The first file that a sample names. */
export function pathOf(sample: unknown): string | undefined {
  for (const value of Object.values(sample ?? {})) {
    if (typeof value === "object" && value !== null && "path" in value && typeof value.path === "string")
      return value.path;
  }
  return undefined;
}
