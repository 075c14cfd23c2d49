import { busyPlace, type StageTimes, waitedPlace } from "./stages.ts";

/** The clock at a desk: what of the time of the sample there belongs to which stage. */
export class SampleClock {
  /** For how many samples the one at the desk is timed; 0: it is not. */
  #weight = 0;
  #begin = 0;
  /** When the sample was left to something that answers later; 0 as long as it was not. */
  #left = 0;
  #read = 0;
  #decoded = 0;
  #decoderAwaited = 0;
  #collated = 0;
  #served = 0;
  /** When the last pixels were there, of a sample that was waited for. */
  #loaded = 0;
  /** Of a sample that was waited for: how long its steps kept the thread busy. */
  #worked = 0;

  /** Begins with a sample. */
  start(weight: number): void {
    this.#weight = weight;
    if (weight === 0) return;
    this.#left = 0;
    this.#read = 0;
    this.#decoded = 0;
    this.#decoderAwaited = 0;
    this.#collated = 0;
    this.#served = 0;
    this.#loaded = 0;
    this.#worked = 0;
    this.#begin = performance.now();
  }

  /** Milliseconds on the clock, 0 where the sample is not timed. */
  now(): number {
    return this.#weight === 0 ? 0 : performance.now();
  }

  /** A file was read since then. */
  readSince(begin: number): void {
    if (this.#weight > 0) this.#read += performance.now() - begin;
  }

  /** Since then the decoder worked in this thread. */
  decodedSince(begin: number): void {
    if (this.#weight === 0) return;
    const now = performance.now();
    this.#decoded += now - begin;
    if (this.#left > 0) this.#loaded = now;
  }

  /** Since then a decoder with threads of its own was waited for. */
  decoderAwaitedSince(begin: number): void {
    if (this.#weight > 0) this.#decoderAwaited += performance.now() - begin;
  }

  /** Since then the other samples of the batch, and a step that serves all of them, were waited for. */
  servedSince(begin: number): void {
    if (this.#weight > 0) this.#served += performance.now() - begin;
  }

  /** Since then the finished sample was put into its batch. */
  collatedSince(begin: number): void {
    if (this.#weight === 0) return;
    if (this.#loaded > 0) this.#worked += begin - this.#loaded;
    this.#collated += performance.now() - begin;
  }

  /** The sample has to wait for something, from here on. */
  leave(): void {
    if (this.#weight === 0) return;
    this.#left = performance.now();
    this.#worked = this.#left - this.#begin - this.#read - this.#decoded - this.#collated;
  }

  /** Ends with a sample that was made; what belongs to no other stage is the transform's. */
  finish(times: StageTimes): void {
    const weight = this.#weight;
    if (weight === 0) return;
    this.#weight = 0;
    const took = performance.now() - this.#begin;
    times.making.took(took);
    const inThread = this.#read + this.#decoded + this.#collated;
    const rest = Math.max(0, took - inThread - this.#decoderAwaited - this.#served);
    const alone = this.#left === 0 ? rest : Math.min(rest, this.#worked);
    times.add(busyPlace.read, weight * this.#read);
    times.add(busyPlace.decode, weight * this.#decoded);
    times.add(waitedPlace.decode, weight * this.#decoderAwaited);
    times.add(busyPlace.transform, weight * alone);
    times.add(waitedPlace.transform, weight * (rest - alone));
    times.add(busyPlace.collate, weight * this.#collated);
  }

  /** Ends with a sample that came to nothing. */
  stop(): void {
    this.#weight = 0;
  }
}
