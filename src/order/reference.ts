/** Where a sample is read. */
export interface Place {
  /** Which of the sources that make up the loader's dataset, from 0: more than one after `concat`. */
  readonly dataset: number;
  /** The row in that source, from 0. */
  readonly row: number;
}

/** One sample of an epoch: the one record that says what a row is. */
export interface Reference extends Place {
  /** The sample's place in the loader's dataset, from 0: what keys its draws. */
  readonly index: number;
  /** Which copy of the sample, from 0; above 0 only where an epoch holds several of it. */
  readonly copy: number;
  /** There for the size of the batch alone: the sample comes in another row too. Absent otherwise. */
  readonly padding?: true;
  /** Which bin of the batch of all ranks, from 0, it is packed into. Absent where samples are not packed. */
  readonly pack?: number;
  /** The other samples that this one meets, by the paths of the steps of the policy where it does. */
  readonly partners?: Partners;
}

export type Partners = Readonly<Record<string, readonly Reference[]>>;

/** The places of a dataset's samples, at random access. */
export interface Places {
  readonly length: number;
  /** Where the sample at an index, from 0 to `length` − 1, is read. */
  at(index: number): Place;
  /** The two numbers of that place by themselves, for batches of which no row is an object. */
  datasetAt(index: number): number;
  rowAt(index: number): number;
}
