/** Draws from a seed; the same seed gives the same picture everywhere. */
export interface Dice {
  /** A number from `low` to `high`. */
  between(low: number, high: number): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  one<Value>(values: readonly Value[]): Value;
  chance(share: number): boolean;
}

/** A picture as the body of an SVG of this size in pixels. */
export type Scene = (dice: Dice, width: number, height: number) => string;

/** Dice from the generator "mulberry32": small, quick, and good enough for a picture. */
export function diceFor(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + (high - low) * next();
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  return {
    between,
    whole,
    one: (values) => values[whole(0, values.length - 1)]!,
    chance: (share) => next() < share,
  };
}

/** Repeats a drawing; the index counts from 0. */
export function times(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join("");
}

/** A rectangle from `top` to `bottom`, filled with colours from top to bottom. */
export function gradient(id: string, colors: readonly string[], width: number, top: number, bottom: number): string {
  const stops = colors.map((color, i) => `<stop offset="${i / (colors.length - 1)}" stop-color="${color}"/>`).join("");
  return (
    `<defs><linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient></defs>` +
    `<rect y="${top}" width="${width}" height="${bottom - top}" fill="url(#${id})"/>`
  );
}

/** A round light that fades out. */
export function glow(id: string, color: string, x: number, y: number, radius: number, strength = 1): string {
  return (
    `<defs><radialGradient id="${id}"><stop offset="0" stop-color="${color}" stop-opacity="${strength}"/>` +
    `<stop offset="1" stop-color="${color}" stop-opacity="0"/></radialGradient></defs>` +
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="url(#${id})"/>`
  );
}

/** Land whose edge rises and falls around `level`, down to the lower edge of the picture. */
export function ridge(
  dice: Dice,
  {
    width,
    height,
    level,
    relief,
    color,
  }: { width: number; height: number; level: number; relief: number; color: string },
): string {
  const waves = [0.8, 2.1, 4.7, 11].map((frequency, i) => ({
    frequency: (frequency * dice.between(0.8, 1.2) * 2 * Math.PI) / width,
    phase: dice.between(0, 7),
    size: relief / 1.9 ** i,
  }));
  const points: string[] = [];
  for (let x = 0; x <= width + 6; x += 6) {
    const y = waves.reduce((sum, wave) => sum + wave.size * Math.sin(x * wave.frequency + wave.phase), level);
    points.push(`${x},${y.toFixed(1)}`);
  }
  return `<polygon points="0,${height} ${points.join(" ")} ${width},${height}" fill="${color}"/>`;
}

/** Soft clouds within a band, each of a few flat ellipses. */
export function clouds(dice: Dice, count: number, color: string, width: number, top: number, bottom: number): string {
  return times(count, () => {
    const [x, y] = [dice.between(0, width), dice.between(top, bottom)];
    const size = dice.between(0.06, 0.14) * width;
    return times(dice.whole(4, 8), () => {
      const [rx, ry] = [size * dice.between(0.5, 1.2), size * dice.between(0.08, 0.22)];
      const place = `cx="${x + dice.between(-1, 1) * size}" cy="${y + dice.between(-0.2, 0.2) * size}"`;
      return `<ellipse ${place} rx="${rx}" ry="${ry}" fill="${color}" opacity="${dice.between(0.12, 0.3)}"/>`;
    });
  });
}
