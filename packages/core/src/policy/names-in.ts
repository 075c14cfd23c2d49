/**
 * The names of the transforms in steps of a policy, combinators' children included. Options are not looked into: what
 * looks like a step in there is data.
 */
export function* namesIn(steps: unknown): Generator<string> {
  if (!Array.isArray(steps)) return;
  for (const step of steps) {
    if (typeof step !== "object" || step === null) continue;
    for (const [name, options] of Object.entries(step)) {
      yield name;
      yield* namesIn(Array.isArray(options) ? options : (options as { transforms?: unknown } | null)?.transforms);
    }
  }
}
