// Installs the packed packages into an empty project and uses them there as a newcomer would: the README's example and
// the first week's code, in plain JavaScript on Node 20 and 24, in TypeScript through tsx on 20 and natively on 24.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPacked, nodeOf } from "./install.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const project = mkdtempSync(join(tmpdir(), "millrace-packed-"));

function run(command, ...values) {
  try {
    return execFileSync(command, values, { cwd: project, stdio: ["ignore", "pipe", "inherit"] }).toString();
  } catch (error) {
    throw new Error(`${command} ${values.join(" ")} failed:\n${error.stdout}`);
  }
}

try {
  const tarballs = installPacked(project, ["tsx", "typescript", "@types/node"], { publint: "^0.3.25" });
  for (const file of readdirSync(join(here, "project"))) cpSync(join(here, "project", file), join(project, file));
  writeFileSync(join(project, "readme.ts"), readmeExample());

  run("npx", "tsc", "-p", "tsconfig.json");
  console.log("types: the examples compile against the packed declarations");
  for (const tarball of tarballs) run("npx", "publint", "run", tarball, "--strict");
  console.log("publint: nothing to say of", tarballs.map((file) => basename(file)).join(", "));

  // The same code as plain JavaScript: what the compiler leaves of it.
  run("npx", "tsc", "-p", "tsconfig.javascript.json");
  const [node20, node24] = [[nodeOf(20)], [nodeOf(24)]];
  const runs = [
    ["JavaScript, Node 20", node20, "javascript", ".js"],
    ["JavaScript, Node 24", node24, "javascript", ".js"],
    ["TypeScript through tsx, Node 20", [...node20, "--import", "tsx"], ".", ".ts"],
    ["TypeScript, Node 24", node24, ".", ".ts"],
  ];
  run("node", "photographs.mjs");
  const outputs = new Set();
  for (const [name, [command, ...values], folder, extension] of runs) {
    const version = run(command, ...values, "--version").trim();
    const output = ["readme", "first-week"]
      .map((file) => run(command, ...values, join(folder, file + extension)))
      .join("");
    outputs.add(output);
    console.log(`${name} (${version}): ok`);
  }
  if (outputs.size !== 1) throw new Error(`the runs differ:\n${[...outputs].join("\n---\n")}`);
  console.log(`all runs print the same:\n${[...outputs][0]}`);
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** The README's first example, run for two epochs of the project's photographs. */
function readmeExample() {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  if (example === undefined) throw new Error("the README has no example");
  return `${example}\nconsole.log("readme:", loader.epoch, "epochs,", loader.stats().batches, "batches");\nawait loader.close();\n`;
}
