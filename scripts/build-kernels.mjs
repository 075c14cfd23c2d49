// Compiles the AssemblyScript kernels of the packages to WebAssembly modules with SIMD and embeds them, base64, in
// `src/kernels/*.generated.ts`, so that they load the same way, synchronously, in Node, in workers, in browsers and
// through bundlers. A module whose sources have not changed is not built again.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The modules that work on pixels live in one imported memory, so each has its own range for its constants. */
const shared = (memoryBase) => ["--importMemory", "--memoryBase", String(memoryBase), "--initialMemory", "2"];

/** A module is made of the whole folder, or of a few of its files. */
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
  { name: "jpeg", entry: "index.ts", output: "wasm.generated.ts", settings: shared(65536) },
];

for (const module of modules) await build(module);

async function build({ name, entry, only, output: file, settings }) {
  const folder = join(root, "packages", name, "kernels");
  const sources = only ?? readdirSync(folder).filter((source) => source.endsWith(".ts"));
  sources.sort();
  if (!existsSync(join(folder, entry))) return;
  const output = join(root, "packages", name, "src", "kernels", file);
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const source of sources) hash.update(source).update(readFileSync(join(folder, source)));
  const stamp = `// Made by scripts/build-kernels.mjs from sources ${hash.digest("hex").slice(0, 16)}. Not in git.`;
  if (existsSync(output) && readFileSync(output, "utf8").startsWith(stamp)) return;

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
}
