import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { photographFolder, temporaryFolder, texture } from "./helpers/photographs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

/** The TypeScript in a document, each block a file that is called as its first line says, `// birds.ts`. */
function examplesOf(document: string): readonly { readonly file: string; readonly source: string }[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, source = ""], number) => {
    const file = /^\/\/ (\S+\.ts)\n/.exec(source)?.[1] ?? `example-${number}.ts`;
    return { file, source };
  });
}

/** A folder with what the examples read, in which the packages are installed. */
async function project(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/millrace"));
  for (const name of ["@millrace", "zod"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const photographs = await photographFolder(6, 2);
  mkdirSync(join(folder, "photos"));
  symlinkSync(photographs, join(folder, "photos/train"));
  for (const [number, name] of ["jay", "tit"].entries()) {
    mkdirSync(join(folder, "data"), { recursive: true });
    symlinkSync(join(photographs, `class-${number}`), join(folder, "data", name));
  }
  mkdirSync(join(folder, "people"));
  const [width, height] = [60, 45];
  const picture = (channels: 1 | 3) => sharp(texture(width, height, 1, channels), { raw: { width, height, channels } });
  await picture(3).jpeg().toFile(join(folder, "people/1.jpg"));
  await picture(1).toColourspace("b-w").png().toFile(join(folder, "people/1.png"));
  for (const film of [0, 1]) {
    mkdirSync(join(folder, `films/${film}`), { recursive: true });
    for (const frame of [1, 2, 3, 4])
      await picture(3)
        .jpeg()
        .toFile(join(folder, `films/${film}/${frame}.jpg`));
  }
  // An example decodes a region of 224 × 224 pixels from (100, 50) on.
  const [wide, high] = [400, 300];
  const large = sharp(texture(wide, high, 2), { raw: { width: wide, height: high, channels: 3 } });
  await large.jpeg().toFile(join(folder, "photo.jpg"));
  return folder;
}

const folder = await project();

for (const document of ["README.md", "packages/core/README.md", "packages/jpeg/README.md"]) {
  const examples = examplesOf(document);
  for (const { file, source } of examples) writeFileSync(join(folder, file), source);
  for (const { file, source } of examples) {
    test(`${document}: ${file}`, async () => {
      writeFileSync(join(folder, file), source);
      const argv = ["--import", join(root, "register.mjs"), join(folder, file)];
      const { stderr } = await run(process.execPath, argv, { cwd: folder, timeout: 120_000 });
      assert.equal(stderr, "");
    });
  }
  assert.notEqual(examples.length, 0);
}
