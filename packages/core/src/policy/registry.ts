import type { z } from "zod";
import type { Definition } from "../transform.ts";

/** A factory as policies use it: by one object of options, or with children. */
export interface KnownFactory {
  readonly definition: Definition<z.ZodObject>;
  readonly combines?: true;
  readonly batch?: true;
  readonly columns?: true;
}

/** Factories by the names that a policy uses. */
export type Transforms = Readonly<Record<string, KnownFactory>>;

/** The transforms of each domain whose modules were loaded so far. */
const domains = new Map<string, Map<string, KnownFactory>>();

/** Enrols a factory in its domain; one that names no domain is the user's own, and no policy knows it unless it is lent. */
export function register(factory: KnownFactory): void {
  const { domain, name } = factory.definition;
  if (domain === undefined) return;
  let known = domains.get(domain);
  if (known === undefined) {
    known = new Map();
    domains.set(domain, known);
  }
  known.set(name, factory);
}

export function registered(domain: string): ReadonlyMap<string, KnownFactory> | undefined {
  return domains.get(domain);
}

export function registeredDomains(): readonly string[] {
  return [...domains.keys()];
}
