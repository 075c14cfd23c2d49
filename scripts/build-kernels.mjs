// Compiles the AssemblyScript kernels of the packages to WebAssembly modules with SIMD and embeds them, base64, in
// `src/kernels/*.generated.ts`, so that they load the same way, synchronously, in Node, in workers, in browsers and
// through bundlers. A module whose sources have not changed is not built again.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The modules that work on pixels live in one imported memory, so each has its own range for its constants. */
const shared = (memoryBase) => ["--importMemory", "--memoryBase", String(memoryBase), "--initialMemory", "4"];

/**
 * A module is made of the files of a folder, or of a few of them; one in a folder within `kernels` may use those beside
 * that folder too. What only some policies need has a module of its own, which nobody else compiles.
 */
const modules = [
  { name: "core", entry: "index.ts", output: "wasm.generated.ts", settings: shared(1024) },
  // Random numbers need it, whatever the samples are: it brings a memory of its own, for its tables, and no pixels.
  {
    name: "core",
    entry: "math.ts",
    only: ["math.ts"],
    output: "math.generated.ts",
    settings: ["--initialMemory", "1"],
  },
  { name: "core", entry: "color/index.ts", output: "color.generated.ts", settings: shared(131072) },
  { name: "core", entry: "pixel/index.ts", output: "pixel.generated.ts", settings: shared(147456) },
  { name: "core", entry: "mix/index.ts", output: "mix.generated.ts", settings: shared(163840) },
  { name: "jpeg", entry: "index.ts", output: "wasm.generated.ts", settings: shared(65536) },
];

const built = [];
for (const module of modules) built.push(...(await build(module)));
writeDigest(built.filter(({ name, output }) => name === "core" && output !== "math.generated.ts"));

/** The sources of a module, relative to the package's kernels. */
function sourcesOf(folder, entry, only) {
  if (only !== undefined) return [...only].sort();
  const isSource = (source) => source.endsWith(".ts");
  const beside = readdirSync(folder).filter(isSource);
  if (!entry.includes("/")) return beside.sort();
  const own = dirname(entry);
  return [
    ...beside,
    ...readdirSync(join(folder, own))
      .filter(isSource)
      .map((source) => `${own}/${source}`),
  ].sort();
}

/** @returns what was made, or is there from an earlier run; nothing where there are no such sources. */
async function build({ name, entry, only, output: file, settings }) {
  const folder = join(root, "packages", name, "kernels");
  if (!existsSync(join(folder, entry))) return [];
  const sources = sourcesOf(folder, entry, only);
  const output = join(root, "packages", name, "src", "kernels", file);
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const source of sources) hash.update(source).update(readFileSync(join(folder, source)));
  const stamp = `// Made by scripts/build-kernels.mjs from sources ${hash.digest("hex").slice(0, 16)}. Not in git.`;
  const made = { name, output: file, path: output };
  if (existsSync(output) && readFileSync(output, "utf8").startsWith(stamp)) return [made];

  const { default: asc } = await import("assemblyscript/asc");
  let binary;
  const { error, stderr } = await asc.main(
    [
      entry,
      ...["--outFile", "module.wasm", "--runtime", "stub", ...settings],
      ...["--enable", "simd", "--enable", "bulk-memory", "-O3", "--noAssert", "--converge"],
      ...["--use", "abort="],
    ],
    {
      readFile: (source) => (existsSync(join(folder, source)) ? readFileSync(join(folder, source), "utf8") : null),
      writeFile: (_file, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${name}/${entry}: the kernels do not compile\n${stderr.toString()}`);
  mkdirSync(dirname(output), { recursive: true });
  const base64 = Buffer.from(binary).toString("base64");
  writeFileSync(output, `${stamp}\nexport const base64 =\n  "${base64}";\n`);
  process.stderr.write(`built ${file} of ${name} (${binary.length} bytes)\n`);
  return [made];
}

/** By which the results of these kernels can be told from those of others, without loading any of them. */
function writeDigest(made) {
  const hash = createHash("sha256");
  for (const { path } of made) hash.update(readFileSync(path));
  const text = `// Made by scripts/build-kernels.mjs. Not in git.\nexport const digest = "${hash.digest("hex")}";\n`;
  const path = join(root, "packages/core/src/kernels/digest.generated.ts");
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}
