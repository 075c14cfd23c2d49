/** One broken promise: a replacement in a source file, and the tests of which at least one must then fail. */
export interface Mutant {
  /** What is broken, as in "the epoch left out of the key". */
  readonly name: string;
  /** Relative to the root of the project. */
  readonly file: string;
  /** Must occur exactly once; a mutant that does not is stale, and an error. */
  readonly find: string;
  readonly replace: string;
  /** Test files, relative to the root. */
  readonly tests: readonly string[];
  /** Only tests whose name matches, where a file takes long. */
  readonly pattern?: string;
}
