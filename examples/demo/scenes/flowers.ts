import { type Dice, gradient, type Scene, times } from "./scene.ts";

const gardens = [
  { ground: ["#a8cf7a", "#5f9a4a", "#27532f"], petals: ["#ff5d8f", "#ff87ab", "#ffd6e0"], middle: "#ffca3a" },
  { ground: ["#cfe3a0", "#86ad5a", "#3d6a3a"], petals: ["#ffffff", "#fff3f8", "#f1e9ff"], middle: "#f6b72a" },
  { ground: ["#8fc1a9", "#4a8a75", "#1d4a45"], petals: ["#f26419", "#f6ae2d", "#ff8c42"], middle: "#5a2a17" },
  { ground: ["#b9c9e0", "#6d8fa8", "#2f4f5f"], petals: ["#6a4fd0", "#8f7bf0", "#4361ee"], middle: "#ffe066" },
];

/** Flowers near the lens, a meadow out of focus behind them. */
export const flowers: Scene = (dice, width, height) => {
  const { ground, petals, middle } = dice.one(gardens);
  const sizes = Array.from({ length: dice.whole(4, 8) }, () => dice.between(0.07, 0.2)).sort((a, b) => a - b);
  return [
    gradient("ground", ground, width, 0, height),
    times(46, () => {
      const [x, y, radius] = [dice.between(0, width), dice.between(0, height), dice.between(0.02, 0.1) * height];
      const color = dice.one([...petals, ground[0]!, ground[1]!, "#fffbe0"]);
      return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${color}" opacity="${dice.between(0.06, 0.28)}"/>`;
    }),
    times(60, () => {
      const [x, top] = [dice.between(-20, width), height * dice.between(0.45, 0.9)];
      const bend = dice.between(-40, 40);
      const d = `M ${x} ${height} Q ${x + bend * 0.2} ${(top + height) / 2} ${x + bend} ${top}`;
      return `<path d="${d}" stroke="${dice.one(ground)}" stroke-width="${dice.between(1, 4)}" fill="none" opacity="0.75"/>`;
    }),
    ...sizes.map((size) => {
      const [x, y] = [width * dice.between(0.08, 0.92), height * dice.between(0.15, 0.75)];
      const stem = `M ${x} ${y} Q ${x + dice.between(-30, 30)} ${(y + height) / 2} ${x + dice.between(-25, 25)} ${height}`;
      const line = `<path d="${stem}" stroke="#2f6b35" stroke-width="${size * height * 0.09}" fill="none"/>`;
      return line + flower(dice, x, y, size * height, petals, middle);
    }),
  ].join("");
};

function flower(dice: Dice, x: number, y: number, size: number, colors: readonly string[], middle: string): string {
  const count = dice.whole(7, 14);
  const turn = dice.between(0, 360);
  const ring = (radius: number, color: string, offset: number) =>
    times(count, (i) => {
      const angle = turn + offset + (i * 360) / count + dice.between(-5, 5);
      const long = radius * dice.between(0.88, 1.08);
      const shape = `cy="${-long * 0.58}" rx="${(long * 1.9) / count + long * 0.04}" ry="${long * 0.46}"`;
      return (
        `<g transform="rotate(${angle})"><ellipse ${shape} fill="${color}"/>` +
        `<path d="M 0 ${-long * 0.2} L 0 ${-long * 0.9}" stroke="#000000" stroke-width="0.8" opacity="0.13"/></g>`
      );
    });
  return (
    `<g transform="translate(${x} ${y}) scale(1 ${dice.between(0.75, 1)})">` +
    ring(size, colors[0]!, 0) +
    ring(size * 0.74, dice.one(colors), 180 / count) +
    `<circle r="${size * 0.24}" fill="${middle}"/><circle r="${size * 0.15}" fill="#000000" opacity="0.16"/></g>`
  );
}
