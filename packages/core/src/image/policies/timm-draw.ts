import type { Canvas } from "../../outline-types.ts";
import { beta } from "../../random/beta.ts";
import { dirichlet } from "../../random/dirichlet.ts";
import type { Random } from "../../random/random.ts";
import type { DrawnOperation } from "./operations.ts";
import type { TimmPair } from "./timm-pairs.ts";
import type { TimmSet } from "./timm-sets.ts";
import type { LevelDraw, TimmPolicy } from "./timm-string.ts";
import { magnitudeAtLevel, type TimmChoice, type TimmName, timmTable } from "./timm-table.ts";

/** Operations one after the other; of `augmix`, chains of them with their weights, and the share that they have of the picture. */
export type TimmDraw =
  | readonly DrawnOperation[]
  | {
      readonly share: number;
      readonly chains: readonly { readonly weight: number; readonly operations: readonly DrawnOperation[] }[];
    };

/** What the operations of a sample depend on. */
interface Setting {
  readonly strength: number;
  readonly canvas: Canvas;
  /** Whether it is drawn for each operation how a warp reads the picture. */
  readonly drawsFilter: boolean;
}

/** What a policy draws for a sample. */
export function drawTimm(random: Random, policy: TimmPolicy, setting: Setting): TimmDraw {
  switch (policy.kind) {
    case "pairs": {
      const pair = policy.pairs[random.integer(policy.pairs.length)] as TimmPair;
      return pair.flatMap(([name, p, level]) =>
        perhaps(random, p, () => drawOne(random, name, level, policy, setting)),
      );
    }
    case "rand": {
      const { set, layers, level, p } = policy;
      return choose(random, set, layers).flatMap((name) =>
        perhaps(random, p, () => drawOne(random, name, level, policy, setting)),
      );
    }
    case "augmix": {
      const { set, width, depth, alpha, level } = policy;
      const weights = dirichlet(random, alpha, width);
      const share = beta(random, alpha, alpha);
      const chains = weights.map((weight) => {
        const names = choose(random, set, depth ?? 1 + random.integer(3));
        return { weight, operations: names.map((name) => drawOne(random, name, level, policy, setting)) };
      });
      return { share, chains };
    }
  }
}

function perhaps(random: Random, p: number, draw: () => DrawnOperation): readonly DrawnOperation[] {
  const happens = random.chance(p);
  const drawn = draw();
  return happens ? [drawn] : [];
}

/** So many names of a set: of a list with repetitions, of one with weights without. */
function choose(random: Random, set: TimmSet, count: number): readonly TimmName[] {
  if (isList(set)) return Array.from({ length: count }, () => set[random.integer(set.length)] as TimmName);
  const rest = new Map(Object.entries(set) as [TimmName, number][]);
  const chosen: TimmName[] = [];
  while (chosen.length < count && rest.size > 0) {
    const sum = [...rest.values()].reduce((total, weight) => total + weight, 0);
    let left = random.next() * sum;
    // Rounding may leave a trace of the sum: the last name takes it.
    let name = [...rest.keys()].at(-1) as TimmName;
    for (const [candidate, weight] of rest) {
      left -= weight;
      if (left >= 0) continue;
      name = candidate;
      break;
    }
    rest.delete(name);
    chosen.push(name);
  }
  return chosen;
}

function isList(set: TimmSet): set is readonly TimmName[] {
  return Array.isArray(set);
}

/** An operation at a level, every number drawn whatever comes of it. */
function drawOne(random: Random, name: TimmName, level: number, levels: LevelDraw, setting: Setting): DrawnOperation {
  const drawn = drawStrength(random, name, level, levels, setting);
  const isBicubic = random.chance(0.5);
  return setting.drawsFilter ? { ...drawn, interpolation: isBicubic ? "bicubic" : "bilinear" } : drawn;
}

function drawStrength(
  random: Random,
  name: TimmName,
  level: number,
  levels: LevelDraw,
  { strength, canvas }: Setting,
): DrawnOperation {
  const { operation, range, signed, even }: TimmChoice = timmTable[name];
  const at = drawLevel(random, level, levels);
  const opposite = random.chance(0.5);
  const place = random.next();
  if (range === undefined) return { operation: place < strength ? operation : "identity", magnitude: null };
  const size = magnitudeAtLevel(range, even ? at * place : at, strength, canvas);
  if (!signed || size === 0) return { operation, magnitude: size + 0 };
  // A factor does not fall below 0.1, however high the level.
  return { operation, magnitude: opposite ? (range.unit === "factor" ? Math.max(-0.9, -size) : -size) : size };
}

/** A level about the one that is given, between 0 and the most. */
function drawLevel(random: Random, level: number, { deviation, most }: LevelDraw): number {
  const drawn = deviation === Number.POSITIVE_INFINITY ? random.uniform(0, level) : level + deviation * random.normal();
  return Math.min(most, Math.max(0, drawn));
}
