// Builds and packs every package into a folder, as publishing would. Prints the tarballs' paths.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, "packed"));
mkdirSync(target, { recursive: true });

const pnpm = (directory, ...values) =>
  execFileSync("npx", ["--yes", "pnpm@12", ...values], { cwd: directory, stdio: ["ignore", "ignore", "inherit"] });
pnpm(root, "build");
for (const directory of [root, ...readdirSync(join(root, "packages")).map((name) => join(root, "packages", name))]) {
  pnpm(directory, "pack", "--pack-destination", target);
}
for (const file of readdirSync(target)) if (file.endsWith(".tgz")) console.log(join(target, file));
