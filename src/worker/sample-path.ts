/** The first file that a sample names; of a clip that of its first frame. */
export function pathOf(sample: unknown): string | undefined {
  for (const value of Object.values(sample ?? {})) {
    if (typeof value !== "object" || value === null) continue;
    const frames: unknown = "kind" in value && "frames" in value ? value.frames : undefined;
    const first: unknown = Array.isArray(frames) ? frames[0] : value;
    if (typeof first === "object" && first !== null && "path" in first && typeof first.path === "string")
      return first.path;
  }
  return undefined;
}
