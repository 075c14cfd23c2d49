import { Desks } from "./desks.ts";
import { Gate } from "./gate.ts";
import { Shelves } from "./shelves.ts";

/**
 * What this thread works with, whatever the loader: its memory and its places. What it keeps of a loader stands beside
 * what makes it: opened pipelines in `restore.ts`, the values of recipes in `recipe/made.ts`.
 */
export const thread = {
  desks: new Desks(),
  shelves: new Shelves(),
  ...places(),
};

/** Gives what comes from now on places of its own: those that are taken may never be left. */
export function renewPlaces(): void {
  Object.assign(thread, places());
}

interface Places {
  /** Plans begin their samples one plan after the other: the later one would only hold up the one that is wanted first. */
  turn: Gate;
  /**
   * The places where samples are made. Most wait for nothing and are made in one go, in the first; the others are for
   * those that wait on their way: for a decoder that has threads of its own, for a step that is asynchronous.
   */
  making: Gate;
}

function places(): Places {
  return { turn: new Gate(1), making: new Gate(4) };
}
