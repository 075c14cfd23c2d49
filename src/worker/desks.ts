import { FileMemory } from "../decode/file-memory.ts";

/**
 * The desks of a thread: memory for the files of a sample that is being made. A sample keeps its desk from its first
 * file to its last pixel, however long it waits in between, so there are as many desks as samples are on their way.
 * Most are made in one go, at the first desk.
 */
const desks: FileMemory[] = [];
const free: number[] = [];

/** Memory of that many desks is kept; of those beyond, which a crowd of waiting samples needed, it is given up. */
const mostKept = 4;

/** The number of a free desk. */
export function takeDesk(): number {
  return free.pop() ?? desks.push(new FileMemory()) - 1;
}

/** Leaves a desk: the files that were read there are gone. */
export function leaveDesk(desk: number): void {
  if (desk < mostKept) {
    desks[desk]?.clear();
    free.push(desk);
  } else {
    desks[desk] = new FileMemory();
    // Taken last: the next sample finds memory that is there already.
    free.unshift(desk);
  }
}

/** The memory for files at a desk. */
export function filesOf(desk: number): FileMemory {
  return desks[desk] as FileMemory;
}

/** Bytes that the files of all desks take. */
export function deskBytes(): number {
  return desks.reduce((sum, { bytes }) => sum + bytes, 0);
}
