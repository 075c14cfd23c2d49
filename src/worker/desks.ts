import { FileMemory } from "../decode/file-memory.ts";
import { Gate } from "./gate.ts";

/**
 * The places of a thread where samples are made, each with memory for the files of its sample. Most samples wait for
 * nothing and are made in one go, at the first desk; the others are for those that wait for a promise: of the dataset,
 * or of a decoder that has threads of its own.
 */
export const desks: readonly FileMemory[] = Array.from({ length: 4 }, () => new FileMemory());

const gate = new Gate(desks.length);
const free = [...desks.keys()].reverse();

/** The number of a free desk, at once or when there is one, in the order of asking. */
export function takeDesk(): number | Promise<number> {
  const entering = gate.enter();
  return entering === undefined ? takeFree() : entering.then(takeFree);
}

function takeFree(): number {
  return free.pop() as number;
}

/** Bytes that the files of all desks take. */
export function deskBytes(): number {
  return desks.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Leaves a desk: the files that were read there are gone. */
export function leaveDesk(desk: number): void {
  desks[desk]?.clear();
  free.push(desk);
  gate.leave();
}
