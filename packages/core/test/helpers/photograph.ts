import type { Random } from "@millrace/core";
import { boxes, keypoints, mask, type Pixels, pixels } from "@millrace/core";
import { stream } from "./draws.ts";

/** The size of the pictures below. */
export const sight = { width: 48, height: 40 };

/**
 * A picture that has what photographs have and noise has not: neighbours that are alike, edges between objects, colors of
 * their own, light from somewhere, a texture and a sensor's noise. Each number is another scene.
 */
export function photograph(number: number): Pixels<Uint8Array> {
  const { width, height } = sight;
  const random = stream(number, 11, "photograph");
  const [sky, ground] = [color(random, 120, 110), color(random, 40, 110)];
  const horizon = height * random.uniform(0.4, 0.7);
  const grain = waves(random);
  const light = random.uniform(-40, 40);
  const things = Array.from({ length: 4 }, () => thing(random));
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const thing = things.findLast((one) => one.holds(x, y));
    const base = thing?.color ?? (y < horizon ? sky : ground);
    const shade = (y < horizon ? (y / horizon) * 30 : 0) + light * (x / width - 0.5);
    const texture = (thing?.roughness ?? (y < horizon ? 2 : 20)) * grain(x, y);
    for (let channel = 0; channel < 3; channel++) {
      const level = (base[channel] as number) + shade + texture + 2 * random.normal();
      data[3 * at + channel] = Math.min(255, Math.max(0, Math.round(level)));
    }
  }
  return pixels(data, width, height, 3);
}

/** A photograph with a person's box, joints, and a mask of it. */
export function scene(number: number) {
  const { width, height } = sight;
  const [left, top, right, bottom] = [14, 6, 32, 36];
  const person = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x >= left && x < right && y >= top && y < bottom ? 1 : 0;
  });
  const joints = Array.from({ length: 17 }, (_, i): [number, number] => [18 + ((i * 5) % 11), 8 + 1.6 * i]);
  return {
    image: photograph(number),
    mask: mask(person, width, height),
    boxes: boxes([[left, top, right, bottom]], { format: "xyxy", with: { instance: [1] } }),
    keypoints: keypoints(joints, { outside: "keep" }),
  };
}

type Color = readonly [number, number, number];

/** Three levels from `least` on that differ among themselves. */
function color(random: Random, least: number, room: number): Color {
  return [least + room * random.next(), least + room * random.next(), least + room * random.next()];
}

/** A rectangle or an ellipse of one color. */
function thing(random: Random) {
  const [x, y] = [random.uniform(0, sight.width), random.uniform(0, sight.height)];
  const [across, down] = [random.uniform(3, 12), random.uniform(3, 10)];
  const isRound = random.chance(0.5);
  return {
    color: color(random, 10, 235),
    roughness: random.uniform(0, 25),
    holds: (column: number, row: number) => {
      const [dx, dy] = [(column - x) / across, (row - y) / down];
      return isRound ? dx * dx + dy * dy < 1 : Math.max(Math.abs(dx), Math.abs(dy)) < 1;
    },
  };
}

/** A texture between about −1 and 1: a few waves of several lengths. */
function waves(random: Random): (x: number, y: number) => number {
  const all = Array.from({ length: 4 }, (_, i) => {
    const turn = random.uniform(0, Math.PI);
    const length = random.uniform(1, 2) * 2 ** (i - 1) * 2;
    return { x: Math.cos(turn) / length, y: Math.sin(turn) / length, start: random.uniform(0, 6) };
  });
  return (x, y) =>
    all.reduce((sum, wave) => sum + Math.sin(2 * Math.PI * (wave.x * x + wave.y * y) + wave.start), 0) / 3;
}
