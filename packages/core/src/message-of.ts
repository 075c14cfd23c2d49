/** What an error says. Anything can be thrown, so anything may happen while it is read. */
export function messageOf(thrown: unknown): string {
  try {
    const said: unknown = thrown instanceof Error ? thrown.message : thrown;
    return typeof said === "string" ? said : String(said);
  } catch {
    return "something was thrown that cannot be read";
  }
}
