/** Writes the pages of all image transforms, with pictures, to docs/transforms: `npx --yes pnpm@12 document`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { documents } from "./pages.ts";

const folder = new URL("../../docs/transforms/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(new URL("pictures/", folder), { recursive: true });
const files = await documents();
for (const file of files) {
  const url = new URL(file.name, folder);
  if ("text" in file) writeFileSync(url, file.text);
  else {
    const { data, width, height, channels } = file.pixels;
    const picture = sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } });
    // A palette takes a third of the bytes, and shows as much of a drawing.
    writeFileSync(url, await picture.png({ palette: true, colors: 96, effort: 10 }).toBuffer());
  }
}
console.log(`${files.length} files in ${fileURLToPath(folder)}`);
