import type { FileMemory } from "../../decode/file-memory.ts";
import type { StoredPicture } from "./entry.ts";

/** Where a cache keeps what it holds. Whatever goes wrong in one costs speed alone: nothing here throws. */
export interface Store {
  /** Whether it is worth making something to be kept. */
  readonly hasRoom: boolean;
  /**
   * The pictures of a key; undefined where there are none.
   *
   * @param files memory of the sample's, to read into; what is returned lies there, or in the store, until it is cleared.
   */
  get(key: Uint8Array, files: FileMemory): readonly StoredPicture[] | undefined;
  /** Keeps pictures, where there is room. What is there already stays. */
  put(key: Uint8Array, pictures: readonly StoredPicture[]): void;
  /** Closes what this thread has open; it is opened again where it is needed. */
  close?(): void;
}
