import type { Partners, Reference } from "../order/reference.ts";

/** A sample that was read with those whom it meets at steps of its policy. */
export class Met {
  readonly sample: unknown;
  readonly partners: MetPartners;

  constructor(sample: unknown, partners: MetPartners) {
    this.sample = sample;
    this.partners = partners;
  }
}

/** The samples of partners, by the paths of the steps. */
export type MetPartners = Readonly<Record<string, readonly MetPartner[]>>;

export interface MetPartner {
  readonly reference: Reference;
  readonly sample: unknown;
  /** Whom it meets itself on its way there. */
  readonly partners: MetPartners;
}

/** All partners of a sample, and theirs. */
export function* allPartners(partners: Partners | undefined): Generator<Reference> {
  for (const references of Object.values(partners ?? {})) {
    for (const reference of references) {
      yield reference;
      yield* allPartners(reference.partners);
    }
  }
}

/** Puts samples in the places of their references. */
export function metPartners(partners: Partners | undefined, sampleOf: (reference: Reference) => unknown): MetPartners {
  return Object.fromEntries(
    Object.entries(partners ?? {}).map(([path, references]) => [
      path,
      references.map((reference) => ({
        reference,
        sample: sampleOf(reference),
        partners: metPartners(reference.partners, sampleOf),
      })),
    ]),
  );
}
