// Preloaded into a process: inside its worker threads every source of chance and time that is not the sample's own
// throws, before anything else is imported.
import { isMainThread } from "node:worker_threads";

if (!isMainThread) {
  const poison = (name) => () => {
    throw new Error(`${name} was called in a worker`);
  };
  Math.random = poison("Math.random");
  Date.now = poison("Date.now");
  for (const name of ["getRandomValues", "randomUUID"]) {
    Object.defineProperty(globalThis.crypto, name, { value: poison(`crypto.${name}`) });
  }
}
