import * as combinators from "../combine/index.ts";
import { suggestion } from "../nearest-name.ts";
import type { Named } from "../transform.ts";
import type { AnyStep } from "./any-step.ts";
import { domainNames } from "./domains.ts";
import { type KnownFactory, registered, registeredDomains } from "./registry.ts";

export type { KnownFactory, Transforms } from "./registry.ts";

const general: ReadonlyMap<string, KnownFactory> = new Map(
  Object.values(combinators).map((factory) => [factory.definition.name, factory as unknown as KnownFactory]),
);

/** Every name that a policy may use now, and its factory: combinators by their own, transforms with their domain's. */
export function* builtIn(): Generator<readonly [string, KnownFactory]> {
  yield* general;
  for (const domain of registeredDomains()) {
    for (const [name, factory] of registered(domain) ?? []) yield [`${domain}.${name}`, factory];
  }
}

/** The name of a transform in policies; undefined for one that is not Millrace's own. */
export function knownName({ name, definition }: Pick<Named, "name" | "definition">): string | undefined {
  const { domain } = definition;
  const own = domain === undefined ? general.get(name) : registered(domain)?.get(name);
  if (own?.definition !== definition) return undefined;
  return domain === undefined ? name : `${domain}.${name}`;
}

/** The factory of a name with its domain, or of a bare one that only one of the loaded domains has. */
export function findBuiltIn(name: string): { readonly factory: KnownFactory } | { readonly problem: string } {
  const found = candidates(name);
  const [only] = found;
  if (found.length === 1) return { factory: (only as (typeof found)[number])[1] };
  if (found.length > 1) {
    return { problem: `"${name}" may be ${found.map(([full]) => `"${full}"`).join(" or ")}; write one of them.` };
  }
  const missing = domainNames.filter((domain) => registered(domain) === undefined);
  const loading =
    missing.length === 0
      ? ""
      : ` Of ${missing.join(" and ")}, nothing is loaded yet: await loadPolicy(json) loads what a policy names.`;
  return { problem: `there is no transform "${name}".${suggestion(name, shortNames(name))}${loading}` };
}

function candidates(name: string): (readonly [string, KnownFactory])[] {
  const point = name.indexOf(".");
  if (point >= 0) {
    const factory = registered(name.slice(0, point))?.get(name.slice(point + 1));
    return factory === undefined ? [] : [[name, factory]];
  }
  const combinator = general.get(name);
  if (combinator !== undefined) return [[name, combinator]];
  return registeredDomains().flatMap((domain) => {
    const factory = registered(domain)?.get(name);
    return factory === undefined ? [] : [[`${domain}.${name}`, factory] as const];
  });
}

/** Names to compare a wrong one with, in the form that it has. */
function shortNames(name: string): string[] {
  const all = [...builtIn()].map(([full]) => full);
  return name.includes(".") ? all : all.map((full) => full.slice(full.indexOf(".") + 1));
}

/** Calls a leaf's factory. */
export function build(factory: KnownFactory, options: unknown): AnyStep {
  return (factory as unknown as (options: unknown) => AnyStep)(options);
}

/** Calls a combinator's factory. */
export function buildCombinator(factory: KnownFactory, children: readonly AnyStep[], options: unknown): AnyStep {
  return (factory as unknown as (children: readonly AnyStep[], options: unknown) => AnyStep)(children, options);
}
