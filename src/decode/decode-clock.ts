/** Hears how long decoders take. */
export interface DecodeClock {
  /** Milliseconds on the clock; where nothing is timed it is not looked at. */
  now(): number;
  /** Since then a decoder worked in this thread. */
  decodedSince(begin: number): void;
  /** Since then one with threads of its own was waited for. */
  decoderAwaitedSince(begin: number): void;
}

/** Times nothing. */
export const noClock: DecodeClock = { now: () => 0, decodedSince: () => {}, decoderAwaitedSince: () => {} };
