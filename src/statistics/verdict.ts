import type { LoaderStatistics } from "./statistics.ts";

/** What holds training up, and the figures that say so. */
export interface Verdict {
  /**
   * - `consumer`: the loop's own work; the loader keeps up.
   * - `source`: reading, of the dataset or of files.
   * - `decode`: decoders.
   * - `transform`: what is done to samples and batches, putting them together included.
   */
  readonly bottleneck: "source" | "decode" | "transform" | "consumer";
  /** A sentence with the figures. */
  readonly reason: string;
}

type Judged = Pick<LoaderStatistics, "samples" | "stages" | "workers"> & {
  readonly wait: { readonly share: number };
  readonly occupancy: Pick<LoaderStatistics["occupancy"], "busy" | "seconds">;
};

/** A loop that waits for less than this share of its time is held up by itself. */
const mostWaited = 0.05;

/**
 * What holds training up: the loop or the threads, whichever had less time left, and of what the threads do that which
 * takes most. Time in which they had nothing to do goes to what was waited for then, as far as that explains it.
 */
export function verdictOf({ samples, stages, wait, occupancy, workers }: Judged): Verdict {
  const total = Math.max(occupancy.seconds, Number.MIN_VALUE);
  const shareOf = (seconds: number) => Math.min(1, seconds / total);
  // The calling thread makes batches while its loop waits for something else, too, and holds that up.
  const held = workers === 0 ? Math.max(wait.share, shareOf(occupancy.busy)) : wait.share;
  const loop =
    workers === 0
      ? `making batches took ${percent(held)} of the loop's time`
      : `the loop waited ${percent(held)} of its time for batches`;
  const { read, decode, transform, collate } = stages;
  const idle = Math.max(0, occupancy.seconds - occupancy.busy);
  const awaited = read.waited + decode.waited + transform.waited;
  // What was waited for can have held up every thread, and no more.
  const heldUp = Math.min(idle, awaited * Math.max(1, workers));
  if (held < mostWaited || 1 - held > shareOf(occupancy.busy + heldUp)) {
    return { bottleneck: "consumer", reason: `${loop}: its own steps take the rest, and the loader keeps up` };
  }
  const costOf = (busy: number, waited: number) => busy + (awaited === 0 ? 0 : (heldUp * waited) / awaited);
  const made = { busy: transform.busy + collate.busy, waited: transform.waited };
  const costs = [
    { bottleneck: "source", does: "reading", ...read, cost: costOf(read.busy, read.waited) },
    { bottleneck: "decode", does: "decoding", ...decode, cost: costOf(decode.busy, decode.waited) },
    {
      bottleneck: "transform",
      does: "transforming and putting together",
      ...made,
      cost: costOf(made.busy, made.waited),
    },
  ] as const;
  const worst = costs.reduce((most, one) => (one.cost > most.cost ? one : most));
  const each = (seconds: number) => `${((1000 * seconds) / Math.max(1, samples)).toPrecision(3)} ms`;
  const who = workers === 0 ? "the calling thread was" : "the workers were";
  const overhead = shareOf(idle - heldUp);
  const reason = [
    `${loop}: ${worst.does} takes ${each(worst.busy)} a sample of a thread's time`,
    worst.waited > 0 ? ` and was waited for ${each(worst.waited)} a sample` : "",
    `, ${percent(shareOf(worst.cost))} of what threads had; ${who} busy ${percent(shareOf(occupancy.busy))} of it`,
    overhead > 0.25
      ? `, and ${percent(overhead)} went into handing plans and batches over, of which larger batches need fewer`
      : "",
  ];
  return { bottleneck: worst.bottleneck, reason: reason.join("") };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
