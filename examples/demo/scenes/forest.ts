import { type Dice, glow, gradient, type Scene, times } from "./scene.ts";

const moods = [
  { sky: ["#dfeee2", "#b9d6c3", "#8fb89f"], trees: ["#9dbfa9", "#6f9c80", "#44775a", "#235040", "#0f2c25"] },
  { sky: ["#fbe9c6", "#e3cf9a", "#a8b27a"], trees: ["#c3bd84", "#939a5c", "#5f7340", "#37502d", "#1a2d1c"] },
  { sky: ["#d5e3ee", "#a9c3d6", "#7fa0b5"], trees: ["#94b2c1", "#688d9d", "#41697a", "#234757", "#0e2732"] },
];

/** Firs in the mist, row behind row, with the sun in them. */
export const forest: Scene = (dice, width, height) => {
  const { sky, trees } = dice.one(moods);
  const sun = { x: width * dice.between(0.2, 0.8), y: height * dice.between(0.08, 0.3) };
  return [
    gradient("sky", sky, width, 0, height),
    glow("sun", "#fffbe6", sun.x, sun.y, height * 0.5, 0.95),
    ...trees.map((color, row) => {
      const foot = height * (0.62 + row * 0.11);
      const tall = height * (0.2 + row * 0.1);
      const count = Math.round((width / tall) * 4.2);
      return (
        times(count, (i) => {
          const x = ((i + dice.between(-0.4, 0.4)) * width) / (count - 1);
          return fir(dice, x, foot + dice.between(-0.03, 0.06) * height, tall * dice.between(0.65, 1.15), color);
        }) +
        `<rect y="${foot}" width="${width}" height="${height - foot}" fill="${color}"/>` +
        glow(`mist${row}`, sky[0]!, width * dice.between(0.1, 0.9), foot, width * 0.45, 0.28 - row * 0.05)
      );
    }),
    times(4, () => {
      const [angle, breadth] = [dice.between(-0.5, 0.5) * width, dice.between(0.03, 0.08) * width];
      const rays = `${sun.x},${sun.y} ${sun.x + angle},${height} ${sun.x + angle + breadth},${height}`;
      return `<polygon points="${rays}" fill="#fffbe0" opacity="0.09"/>`;
    }),
  ].join("");
};

function fir(dice: Dice, x: number, foot: number, tall: number, color: string): string {
  const layers = 7;
  const left: string[] = [];
  const right: string[] = [];
  for (let i = 1; i <= layers; i++) {
    const y = foot - tall * (1 - i / layers);
    const half = tall * 0.19 * (i / layers) * dice.between(0.8, 1.15);
    left.push(`${x - half},${y} ${x - half * 0.45},${y - tall * 0.015}`);
    right.unshift(`${x + half * 0.45},${y - tall * 0.015} ${x + half},${y}`);
  }
  return `<polygon points="${x},${foot - tall} ${left.join(" ")} ${right.join(" ")}" fill="${color}"/>`;
}
