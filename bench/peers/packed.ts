import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * Installs Millrace as its users would, from packed tarballs, and puts the race's own program beside it as JavaScript:
 * compiling TypeScript in every worker would count as Millrace's start otherwise. Returns the program.
 */
export function installMillrace(root: string, folder: string): string {
  const tarballs = join(folder, "tarballs");
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs, { recursive: true });
  execFileSync("node", [join(root, "scripts/pack.mjs"), tarballs], { stdio: ["ignore", "ignore", "inherit"] });
  const find = (start: string) => {
    const found = readdirSync(tarballs).find((name) => name.startsWith(start) && /^\d/.test(name.slice(start.length)));
    return `file:./tarballs/${found}`;
  };
  const packages = { "@millrace/core": find("millrace-core-"), "@millrace/jpeg": find("millrace-jpeg-") };
  const description = {
    private: true,
    type: "module",
    dependencies: { ...packages, millrace: find("millrace-") },
    overrides: packages,
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(description, null, 2));
  // npm keeps what its lock file knows of a tarball of the same name and version, although its bytes have changed.
  rmSync(join(folder, "package-lock.json"), { force: true });
  for (const name of ["millrace", "@millrace"]) {
    rmSync(join(folder, "node_modules", name), { recursive: true, force: true });
  }
  const options = ["--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...options], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  if (!existsSync(join(folder, "node_modules/millrace/dist"))) throw new Error("the packed Millrace has no dist");
  for (const name of ["millrace", "small-arrays"]) {
    const source = readFileSync(join(root, "bench/peers", `${name}.ts`), "utf8");
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    writeFileSync(join(folder, `${name}.js`), outputText);
  }
  return join(folder, "millrace.js");
}
