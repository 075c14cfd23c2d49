import type { Canvas } from "../../outline-types.ts";

export type Point = readonly [number, number];

/** The area of a polygon, whichever way round its corners go. */
export function polygonArea(points: readonly Point[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    const [x0, y0] = points[i] as Point;
    const [x1, y1] = points[(i + 1) % points.length] as Point;
    sum += x0 * y1 - x1 * y0;
  }
  return Math.abs(sum) / 2;
}

/** The part of a convex polygon that lies on a canvas (Sutherland and Hodgman, 1974). */
export function clipPolygon(points: readonly Point[], { width, height }: Canvas): readonly Point[] {
  let left = points;
  // Each side as what is not negative on its inner side.
  const sides: readonly ((point: Point) => number)[] = [
    ([x]) => x,
    ([, y]) => y,
    ([x]) => width - x,
    ([, y]) => height - y,
  ];
  for (const inside of sides) left = cutOff(left, inside);
  return left;
}

function cutOff(points: readonly Point[], inside: (point: Point) => number): readonly Point[] {
  const kept: Point[] = [];
  for (let i = 0; i < points.length; i++) {
    const [from, to] = [points[i] as Point, points[(i + 1) % points.length] as Point];
    const [a, b] = [inside(from), inside(to)];
    if (a >= 0) kept.push(from);
    if (a >= 0 === b >= 0) continue;
    const share = a / (a - b);
    kept.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
  }
  return kept;
}

/** A rectangle by its middle, its sides and its turn, in degrees counter-clockwise as it is seen. */
export interface TurnedRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly degrees: number;
}

/**
 * The smallest rectangle around four corners, turned as little as may be from the way from the first to the second: of a
 * rectangle that was turned and scaled it is that rectangle itself.
 */
export function rectangleAround(corners: readonly Point[]): TurnedRectangle {
  const first = directionOf(corners[0] as Point, corners[1] as Point);
  let best: (TurnedRectangle & { readonly cosine: number }) | undefined;
  for (let i = 0; i < corners.length; i++) {
    const edge = directionOf(corners[i] as Point, corners[(i + 1) % corners.length] as Point);
    // An edge lies along or across the rectangle, forwards or back: of the four ways the one nearest to the first edge's.
    for (const [x, y] of [edge, [edge[1], -edge[0]], [-edge[0], -edge[1]], [-edge[1], edge[0]]] as Point[]) {
      const cosine = x * first[0] + y * first[1];
      if (cosine < Math.SQRT1_2 - 1e-9) continue;
      const found = { ...spanned(corners, x, y), cosine };
      const [size, least] = [found.width * found.height, best === undefined ? 0 : best.width * best.height];
      const smaller = best === undefined || size < least * (1 - 1e-9);
      if (smaller || (size <= least * (1 + 1e-9) && cosine > (best?.cosine ?? 0))) best = found;
    }
  }
  const { x, y, width, height, degrees } = best as TurnedRectangle;
  return { x, y, width, height, degrees };
}

/** The rectangle around points whose first side goes along (x, y), of length 1. */
function spanned(points: readonly Point[], x: number, y: number): TurnedRectangle {
  const along = points.map(([px, py]) => px * x + py * y);
  const across = points.map(([px, py]) => py * x - px * y);
  const [a0, a1] = [Math.min(...along), Math.max(...along)];
  const [b0, b1] = [Math.min(...across), Math.max(...across)];
  const [a, b] = [(a0 + a1) / 2, (b0 + b1) / 2];
  return {
    x: a * x - b * y,
    y: a * y + b * x,
    width: a1 - a0,
    height: b1 - b0,
    degrees: (angleOf(x, -y) * 180) / Math.PI,
  };
}

/** The way from one point to another, of length 1; to the right where they are one. */
function directionOf([x0, y0]: Point, [x1, y1]: Point): Point {
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length === 0 ? [1, 0] : [(x1 - x0) / length, (y1 - y0) / length];
}

/**
 * The angle of a direction of length 1, from −π to π. `Math.atan2` may differ in its last bit between engines: this is
 * plain arithmetic, a quotient of polynomials within an eighth of the circle that is put right by three steps of Newton's.
 */
export function angleOf(x: number, y: number): number {
  const [ax, ay] = [Math.abs(x), Math.abs(y)];
  const steep = ay > ax;
  const t = steep ? ax / ay : ax === 0 ? 0 : ay / ax;
  // Euler's series, 0.5 % off at most, which the steps square away.
  let angle = t / (1 + 0.28 * t * t);
  for (let step = 0; step < 4; step++) {
    const [s, c] = sineAndCosine(angle);
    angle += (t * c - s) / (t * s + c);
  }
  if (steep) angle = Math.PI / 2 - angle;
  if (x < 0) angle = Math.PI - angle;
  return y < 0 ? -angle : angle;
}

/** Of an angle between 0 and an eighth of the circle, by their series. */
function sineAndCosine(angle: number): readonly [number, number] {
  const square = angle * angle;
  let sine = 1;
  let cosine = 1;
  for (let n = 8; n >= 1; n--) {
    sine = 1 - (sine * square) / ((2 * n + 1) * (2 * n));
    cosine = 1 - (cosine * square) / (2 * n * (2 * n - 1));
  }
  return [sine * angle, cosine];
}
