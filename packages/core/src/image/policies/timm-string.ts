import { suggestion } from "../../nearest-name.ts";
import { type TimmPair, timmPairs } from "./timm-pairs.ts";
import { type TimmSet, timmSets } from "./timm-sets.ts";
import { fullLevel } from "./timm-table.ts";

/** How the level of an operation is drawn. */
export interface LevelDraw {
  /** The standard deviation about the level that is given; infinite: evenly from 0 to that. */
  readonly deviation: number;
  /** No level is above. */
  readonly most: number;
}

/** What a string says. */
export type TimmPolicy = LevelDraw &
  (
    | { readonly kind: "pairs"; readonly pairs: readonly TimmPair[] }
    | {
        readonly kind: "rand";
        readonly set: TimmSet;
        readonly layers: number;
        readonly level: number;
        readonly p: number;
      }
    | {
        readonly kind: "augmix";
        readonly set: TimmSet;
        readonly level: number;
        readonly width: number;
        /** Undefined: 1 to 3 are drawn. */
        readonly depth: number | undefined;
        readonly alpha: number;
        /** Chains blended in one after the other, and not summed. */
        readonly blended: boolean;
      }
  );

/** The keys that parts of a string begin with, and what follows them. */
const keys = {
  rand: { m: "whole", n: "whole", p: "share", mstd: "number", mmax: "whole", inc: "flag", t: "set" },
  augmix: { m: "whole", w: "whole", d: "depth", a: "number", b: "flag", mstd: "number" },
  pairs: { mstd: "number" },
} as const;

type Allowed = Readonly<Record<string, "whole" | "share" | "number" | "flag" | "set" | "depth">>;

const randSetNames = ["weights", "3a", "3aw"] as const;

const parsed = new Map<string, TimmPolicy>();

/**
 * Reads a string as timm writes its policies: a name, and parts that each begin with a key.
 *
 * @throws RangeError that names the part that is not understood, and what is allowed.
 */
export function parseTimmPolicy(text: string): TimmPolicy {
  let policy = parsed.get(text);
  if (policy === undefined) {
    policy = parse(text);
    parsed.set(text, policy);
  }
  return policy;
}

function parse(text: string): TimmPolicy {
  const [name, ...parts] = text.split("-") as [string, ...string[]];
  if (name === "rand") return randOf(values("rand", parts, keys.rand));
  if (name === "augmix") return augmixOf(values("augmix", parts, keys.augmix));
  if (Object.hasOwn(timmPairs, name)) {
    const { mstd = 0 } = values(name, parts, keys.pairs);
    const pairs = timmPairs[name as keyof typeof timmPairs];
    return { kind: "pairs", pairs, deviation: Number(mstd), most: fullLevel };
  }
  const names = ["rand", "augmix", ...Object.keys(timmPairs)];
  throw new RangeError(
    `it begins with ${JSON.stringify(name)}, which is none of ${names.join(", ")}.${suggestion(name, names)}`,
  );
}

type Values = Readonly<Record<string, number | string | undefined>>;

function randOf({ m = fullLevel, n = 2, p = 0.5, mstd = 0, mmax = fullLevel, inc = 0, t }: Values): TimmPolicy {
  const set = t === undefined ? (inc === 1 ? "randIncreasing" : "rand") : (t as (typeof randSetNames)[number]);
  return {
    kind: "rand",
    set: timmSets[set],
    layers: Number(n),
    level: Number(m),
    p: Number(p),
    // More than 100 means that every level is as likely.
    deviation: Number(mstd) > 100 ? Number.POSITIVE_INFINITY : Number(mstd),
    most: Number(mmax) === 0 ? fullLevel : Number(mmax),
  };
}

function augmixOf({ m = 3, w = 3, d, a = 1, b = 0, mstd = Number.POSITIVE_INFINITY }: Values): TimmPolicy {
  return {
    kind: "augmix",
    set: timmSets.augmix,
    level: Number(m),
    width: Number(w),
    depth: d === undefined || Number(d) <= 0 ? undefined : Number(d),
    alpha: Number(a),
    blended: b === 1,
    deviation: Number(mstd),
    most: fullLevel,
  };
}

/** The number, or name, of every part by its key. */
function values(owner: string, parts: readonly string[], allowed: Allowed): Values {
  const found: Record<string, number | string> = {};
  for (const part of parts) {
    const key = keyOf(part, Object.keys(allowed));
    if (key === undefined) {
      throw new RangeError(
        `the part ${JSON.stringify(part)} is not known; ${owner} takes ${Object.keys(allowed).join(", ")}, each with what it is to be`,
      );
    }
    if (Object.hasOwn(found, key))
      throw new RangeError(`${JSON.stringify(key)} is there twice, the second time as ${JSON.stringify(part)}`);
    found[key] = readValue(part, part.slice(key.length), allowed[key] as Allowed[string]);
  }
  return found;
}

/** The longest key that a part begins with and that leaves a value: `mstd` begins with `m` too. */
function keyOf(part: string, known: readonly string[]): string | undefined {
  return [...known]
    .sort((a, b) => b.length - a.length)
    .find((key) => part.startsWith(key) && (key === "t" || /^[\d.]/.test(part.slice(key.length)) || part === key));
}

function readValue(part: string, text: string, kind: Allowed[string]): number | string {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const ok = {
    whole: Number.isInteger(number) && number <= 100,
    depth: Number.isInteger(number) && number <= 100,
    number: number >= 0,
    share: number >= 0 && number <= 1,
    flag: number === 0 || number === 1,
    set: (randSetNames as readonly string[]).includes(text),
  }[kind];
  if (ok) return kind === "set" ? text : number;
  const expected = {
    whole: "a whole number between 0 and 100",
    depth: "a whole number between 0 and 100, 0 for 1 to 3 that are drawn",
    number: "a number from 0",
    share: "a number between 0 and 1",
    flag: "0 or 1",
    set: `one of ${randSetNames.join(", ")}`,
  }[kind];
  throw new RangeError(`the part ${JSON.stringify(part)} must end in ${expected}`);
}
