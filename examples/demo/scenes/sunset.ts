import { clouds, glow, gradient, ridge, type Scene, times } from "./scene.ts";

const evenings = [
  { sky: ["#2b1b4d", "#7a2f6f", "#e0584f", "#ffb45c", "#ffe3a1"], land: ["#a3486a", "#6f2f5c", "#41204a", "#1d1130"] },
  { sky: ["#1d2b5a", "#4f4f95", "#c0719a", "#ff9e7a", "#ffd9a8"], land: ["#7c5a92", "#533f78", "#33295a", "#171634"] },
  { sky: ["#402030", "#90303a", "#e2632e", "#ffa634", "#ffe08a"], land: ["#b0502f", "#7b3328", "#4b2020", "#241014"] },
];

/** The sun goes down behind hills, one row behind the other. */
export const sunset: Scene = (dice, width, height) => {
  const { sky, land } = dice.one(evenings);
  const horizon = height * dice.between(0.55, 0.68);
  const [x, y] = [width * dice.between(0.2, 0.8), horizon - height * dice.between(-0.02, 0.16)];
  const radius = height * dice.between(0.05, 0.09);
  return [
    gradient("sky", sky, width, 0, height),
    glow("halo", "#fff0b8", x, y, radius * 6, 0.75),
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="#fff6d6"/>`,
    clouds(dice, dice.whole(4, 8), dice.one(["#ffd0b0", "#5b2a5c", "#ff9d80"]), width, height * 0.08, horizon * 0.85),
    ...land.map((color, i) => {
      const level = horizon + (i * (height - horizon)) / 4.4;
      return ridge(dice, { width, height, level, relief: height * (0.045 - i * 0.004), color });
    }),
    times(dice.whole(0, 7), () => {
      const [left, top, size] = [dice.between(0, width), dice.between(0.12, 0.5) * height, dice.between(3, 7)];
      const wings = `q ${size * 0.5} ${-size * 0.7} ${size} 0 q ${size * 0.5} ${-size * 0.7} ${size} 0`;
      return `<path d="M ${left} ${top} ${wings}" stroke="#2a1830" stroke-width="1.4" fill="none"/>`;
    }),
  ].join("");
};
