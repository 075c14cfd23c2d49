import { clouds, type Dice, glow, gradient, ridge, type Scene } from "./scene.ts";

const mornings = [
  { sky: ["#4f9bd9", "#a7d3ef", "#fdeeda"], land: ["#a9c39a", "#7fa56f", "#527a4c"] },
  { sky: ["#7c8fd0", "#f2b8b5", "#ffe7c4"], land: ["#b6a2a8", "#8b7f83", "#5d5a5c"] },
  { sky: ["#2f7fb8", "#7fc4d9", "#e9f6e3"], land: ["#d8c48a", "#b99b5e", "#87703f"] },
];
const cloths = [
  ["#e4412f", "#ffd23f", "#ffffff"],
  ["#20639b", "#3caea3", "#f6d55c"],
  ["#7b2d8b", "#ff6f91", "#ffc75f"],
  ["#173f5f", "#ed553b", "#f4f1de"],
  ["#2a9d54", "#f4f1de", "#e76f51"],
];

/** Hot air balloons over wide land. */
export const balloons: Scene = (dice, width, height) => {
  const { sky, land } = dice.one(mornings);
  const sizes = Array.from({ length: dice.whole(3, 7) }, () => dice.between(0.05, 0.24)).sort((a, b) => a - b);
  return [
    gradient("sky", sky, width, 0, height),
    glow("sun", "#fff8e0", width * dice.between(0, 1), height * 0.6, height * 0.5, 0.7),
    clouds(dice, dice.whole(3, 7), "#ffffff", width, height * 0.1, height * 0.6),
    ...land.map((color, i) =>
      ridge(dice, { width, height, level: height * (0.78 + i * 0.07), relief: height * 0.025, color }),
    ),
    ...sizes.map((size) =>
      balloon(dice, width * dice.between(0.08, 0.92), height * dice.between(0.14, 0.62), size * height),
    ),
  ].join("");
};

function balloon(dice: Dice, x: number, y: number, radius: number): string {
  const cloth = dice.one(cloths);
  const gores = [1, 0.78, 0.5, 0.2].map((share, i) => {
    const half = radius * share;
    const d =
      `M 0 ${-radius} C ${half * 1.33} ${-radius} ${half * 1.33} ${radius * 0.35} ${half * 0.22} ${radius * 1.3}` +
      ` L ${-half * 0.22} ${radius * 1.3} C ${-half * 1.33} ${radius * 0.35} ${-half * 1.33} ${-radius} 0 ${-radius} Z`;
    return `<path d="${d}" fill="${cloth[i % cloth.length]}"/>`;
  });
  const basket = radius * 0.17;
  const ropes = [-1, 1].map(
    (side) =>
      `<path d="M ${side * radius * 0.2} ${radius * 1.3} L ${side * basket} ${radius * 1.62}" stroke="#4b3a2c" stroke-width="1"/>`,
  );
  return (
    `<g transform="translate(${x} ${y})">${gores.join("")}` +
    `<ellipse cx="${-radius * 0.32}" cy="${-radius * 0.35}" rx="${radius * 0.28}" ry="${radius * 0.42}" fill="#ffffff" opacity="0.2"/>` +
    `<path d="M 0 ${-radius} C ${radius * 1.33} ${-radius} ${radius * 1.33} ${radius * 0.35} ${radius * 0.22} ${radius * 1.3} ` +
    `Q ${radius * 0.7} 0 0 ${-radius} Z" fill="#000000" opacity="0.16"/>${ropes.join("")}` +
    `<rect x="${-basket}" y="${radius * 1.6}" width="${2 * basket}" height="${basket * 1.5}" rx="2" fill="#6d4526"/></g>`
  );
}
