import { clouds, type Dice, glow, gradient, ridge, type Scene, times } from "./scene.ts";

const days = [
  { sky: ["#3f8fd2", "#8cc4ea", "#dff1f8"], water: ["#5fb3c9", "#1f7ba6", "#0d4a77"], land: "#6f93a6" },
  { sky: ["#6a87b0", "#b9c3d2", "#f3dfc8"], water: ["#b3b5b8", "#5c7f96", "#27465f"], land: "#7c8797" },
  { sky: ["#2c5f9e", "#6fb0d8", "#fbe6c0"], water: ["#7fd0c8", "#2a9aa6", "#0f5a75"], land: "#5f8a86" },
];
const sails = ["#fffdf5", "#f6e8d0", "#e2533f", "#f2b544", "#ffffff", "#3b6ea5"];

/** Sailing boats on an open sea. */
export const sea: Scene = (dice, width, height) => {
  const { sky, water, land } = dice.one(days);
  const horizon = height * dice.between(0.38, 0.52);
  const boats = Array.from({ length: dice.whole(1, 4) }, () => dice.between(0.02, 0.75)).sort((a, b) => a - b);
  const light = width * dice.between(0.2, 0.8);
  return [
    gradient("sky", sky, width, 0, horizon),
    clouds(dice, dice.whole(4, 9), "#ffffff", width, height * 0.05, horizon * 0.8),
    ridge(dice, { width, height: horizon + 1, level: horizon - height * 0.02, relief: height * 0.022, color: land }),
    gradient("water", water, width, horizon, height),
    glow("light", "#fffbe8", light, horizon, width * 0.35, 0.5),
    times(420, () => {
      const near = dice.between(0, 1) ** 1.6;
      const [x, y] = [dice.between(0, width), horizon + near * (height - horizon)];
      const bright = dice.chance(0.62 - Math.abs(x - light) / width);
      const shape = `rx="${(4 + near * 26) * dice.between(0.4, 1)}" ry="${0.5 + near * 1.8}"`;
      return `<ellipse cx="${x}" cy="${y}" ${shape} fill="${bright ? "#ffffff" : water[2]}" opacity="${bright ? 0.45 : 0.22}"/>`;
    }),
    ...boats.map((near) =>
      boat(
        dice,
        width * dice.between(0.1, 0.9),
        horizon + near * (height - horizon) * 0.8,
        height * (0.1 + near * 0.5),
      ),
    ),
  ].join("");
};

function boat(dice: Dice, x: number, y: number, size: number): string {
  const lean = dice.between(-7, 7);
  const sail = dice.one(sails);
  const hull = dice.one(["#5a2f22", "#20324d", "#f4f1ea", "#8c2f2b"]);
  const side = dice.chance(0.5) ? 1 : -1;
  const path = (d: string, fill: string, opacity = 1) => `<path d="${d}" fill="${fill}" opacity="${opacity}"/>`;
  return (
    `<g transform="translate(${x} ${y}) scale(${(side * size) / 100} ${size / 100})">` +
    path("M -30 4 L 34 4 L 12 60 L -8 60 Z", sail, 0.22) +
    `<g transform="rotate(${lean})">` +
    `<rect x="-1" y="-92" width="2.4" height="92" fill="#4a3a30"/>` +
    path("M 3 -90 Q 34 -40 38 -10 L 3 -8 Z", sail) +
    path("M 3 -90 Q 18 -45 20 -9 L 3 -8 Z", "#000000", 0.07) +
    path("M -3 -82 Q -14 -36 -30 -8 L -3 -8 Z", dice.one(sails)) +
    path("M -36 -6 L 42 -6 Q 34 10 20 11 L -22 11 Q -32 8 -36 -6 Z", hull) +
    `</g></g>`
  );
}
