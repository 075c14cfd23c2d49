// Forty small photographs of two classes, train and test.
import { mkdirSync } from "node:fs";
import sharp from "sharp";

for (let i = 0; i < 40; i++) {
  const folder = `photos/train/${i % 2 ? "tit" : "jay"}`;
  mkdirSync(folder, { recursive: true });
  const background = { r: (i * 37) % 256, g: (i * 91) % 256, b: (i * 53) % 256 };
  await sharp({ create: { width: 120, height: 90, channels: 3, background } })
    .jpeg()
    .toFile(`${folder}/${String(i).padStart(2, "0")}.jpg`);
}
