import { type Dice, glow, gradient, type Scene, times } from "./scene.ts";

const nights = [
  ["#070b20", "#16204a", "#3c3a72", "#8a4a78"],
  ["#04121f", "#0c2c46", "#1c5670", "#4f8a8c"],
  ["#0d0a1d", "#2a1840", "#5a2a55", "#b5584f"],
];
const lamps = ["#ffd98a", "#ffeec2", "#ffb765", "#bfe3ff", "#fff6dd"];

/** A skyline at night, and its lights in the water. */
export const city: Scene = (dice, width, height) => {
  const sky = dice.one(nights);
  const shore = height * dice.between(0.7, 0.8);
  const moon = { x: width * dice.between(0.1, 0.9), y: height * dice.between(0.1, 0.25), radius: height * 0.035 };
  const skyline =
    houses(dice, width, shore, { tall: 0.42, colors: ["#1b2247", "#232a55"], lit: 0.16 }) +
    houses(dice, width, shore, { tall: 0.28, colors: ["#0d1230", "#12183a", "#0a0e26"], lit: 0.42 });
  return [
    gradient("sky", sky, width, 0, shore),
    times(90, () => {
      const place = `cx="${dice.between(0, width)}" cy="${dice.between(0, shore * 0.7)}"`;
      return `<circle ${place} r="${dice.between(0.3, 1.1)}" fill="#ffffff" opacity="${dice.between(0.2, 0.9)}"/>`;
    }),
    glow("moonlight", "#dfe6ff", moon.x, moon.y, moon.radius * 4, 0.5),
    `<circle cx="${moon.x}" cy="${moon.y}" r="${moon.radius}" fill="#f7f4e4"/>`,
    glow("lights", sky[3]!, width / 2, shore, width * 0.55, 0.9),
    skyline,
    gradient("water", [sky[1]!, "#050816"], width, shore, height),
    `<g transform="translate(0 ${2 * shore}) scale(1 -1)" opacity="0.33">${skyline}</g>`,
    times(130, () => {
      const [x, y] = [dice.between(0, width), dice.between(shore, height)];
      const shape = `rx="${dice.between(3, 18)}" ry="${dice.between(0.4, 1.2)}"`;
      return `<ellipse cx="${x}" cy="${y}" ${shape} fill="${dice.one(lamps)}" opacity="${dice.between(0.08, 0.35)}"/>`;
    }),
  ].join("");
};

interface Row {
  /** The greatest height, as a share of the picture's. */
  readonly tall: number;
  readonly colors: readonly string[];
  /** The share of windows with light. */
  readonly lit: number;
}

function houses(dice: Dice, width: number, shore: number, { tall, colors, lit }: Row): string {
  const parts: string[] = [];
  for (let x = -10; x < width; ) {
    const breadth = dice.between(0.05, 0.1) * width;
    const high = shore * tall * dice.between(0.45, 1.7);
    const top = shore - high;
    parts.push(`<rect x="${x}" y="${top}" width="${breadth}" height="${high}" fill="${dice.one(colors)}"/>`);
    if (dice.chance(0.25)) {
      parts.push(
        `<rect x="${x + breadth / 2}" y="${top - high * 0.15}" width="1.5" height="${high * 0.15}" fill="${colors[0]}"/>`,
      );
    }
    for (let column = x + 4; column < x + breadth - 5; column += 7) {
      for (let row = top + 6; row < shore - 5; row += 9) {
        if (!dice.chance(lit)) continue;
        const fill = `fill="${dice.one(lamps)}" opacity="${dice.between(0.55, 1).toFixed(2)}"`;
        parts.push(`<rect x="${column.toFixed(1)}" y="${row.toFixed(1)}" width="3.6" height="4.8" ${fill}/>`);
      }
    }
    x += breadth * dice.between(0.85, 1.15);
  }
  return parts.join("");
}
