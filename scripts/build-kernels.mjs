// Compiles the AssemblyScript kernels of every package that has a `kernels/` folder to one WebAssembly module with SIMD
// and embeds it, base64, in `src/kernels/wasm.generated.ts`, so that it loads the same way, synchronously, in Node, in
// workers, in browsers and through bundlers. A module whose sources have not changed is not built again.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every module lives in the one imported memory, so each has its own range for its constants. */
const memoryBases = { core: 1024, jpeg: 65536 };

for (const [name, memoryBase] of Object.entries(memoryBases)) await build(name, memoryBase);

async function build(name, memoryBase) {
  const folder = join(root, "packages", name, "kernels");
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .sort();
  if (!sources.includes("index.ts")) return;
  const output = join(root, "packages", name, "src", "kernels", "wasm.generated.ts");
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of sources) hash.update(file).update(readFileSync(join(folder, file)));
  const stamp = `// Made by scripts/build-kernels.mjs from sources ${hash.digest("hex").slice(0, 16)}. Not in git.`;
  if (existsSync(output) && readFileSync(output, "utf8").startsWith(stamp)) return;

  const { default: asc } = await import("assemblyscript/asc");
  let binary;
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      ...["--outFile", "module.wasm", "--runtime", "stub", "--importMemory", "--memoryBase", String(memoryBase)],
      ...["--enable", "simd", "--enable", "bulk-memory", "-O3", "--noAssert", "--converge"],
      ...["--use", "abort=", "--initialMemory", "2"],
    ],
    {
      readFile: (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : null),
      writeFile: (_file, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${name} kernels do not compile\n${stderr.toString()}`);
  mkdirSync(dirname(output), { recursive: true });
  const base64 = Buffer.from(binary).toString("base64");
  writeFileSync(output, `${stamp}\nexport const base64 =\n  "${base64}";\n`);
  process.stderr.write(`built ${name} kernels (${binary.length} bytes)\n`);
}
