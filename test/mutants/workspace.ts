import { execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutant.ts";

const root = realpathSync(fileURLToPath(new URL("../..", import.meta.url)));

/** A test that hangs has noticed something too. */
const patience = 90_000;

export interface TestRun {
  readonly passed: boolean;
  readonly output: string;
}

/** A copy of the working tree, to be broken at will. */
export class Workspace {
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-mutants-"));

  constructor() {
    const listed = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: root, encoding: "utf8" });
    const generated = ["core/src/kernels/wasm", "core/src/kernels/math", "jpeg/src/kernels/wasm"].map((path) => {
      return `packages/${path}.generated.ts`;
    });
    for (const file of new Set([...listed.split("\0"), ...generated])) {
      if (statSync(join(root, file), { throwIfNoEntry: false })?.isFile() !== true) continue;
      mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
      copyFileSync(join(root, file), join(this.#folder, file));
    }
    for (const owner of ["", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)]) {
      this.#linkModules(join(owner, "node_modules"));
    }
    this.#buildKernels();
  }

  /** Links what is installed; the project's own packages lead to the copy, not to the checkout. */
  #linkModules(folder: string): void {
    if (!existsSync(join(root, folder))) return;
    mkdirSync(join(this.#folder, folder), { recursive: true });
    for (const name of readdirSync(join(root, folder))) {
      const path = join(folder, name);
      if (name.startsWith("@")) {
        this.#linkModules(path);
        continue;
      }
      const target = realpathSync(join(root, path));
      const inside = relative(root, target);
      const own = inside.startsWith("packages/") && !inside.includes("node_modules");
      symlinkSync(own ? join(this.#folder, inside) : target, join(this.#folder, path));
    }
  }

  #buildKernels(): void {
    execFileSync(process.execPath, ["scripts/build-kernels.mjs"], {
      cwd: this.#folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
  }

  /** The compiled modules of all packages: one takes kernels from another. */
  #builtKernels(): readonly { readonly path: string; readonly content: Buffer }[] {
    return readdirSync(join(this.#folder, "packages")).flatMap((name) => {
      const folder = join(this.#folder, "packages", name, "src/kernels");
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .filter((entry) => entry.endsWith(".generated.ts"))
        .map((entry) => ({ path: join(folder, entry), content: readFileSync(join(folder, entry)) }));
    });
  }

  /** Breaks the copy, runs, and mends it. */
  async broken(mutant: Mutant): Promise<TestRun> {
    const { file, find, replace, tests, pattern } = mutant;
    const path = join(this.#folder, file);
    const source = readFileSync(path, "utf8");
    const changed = source.replace(find, () => replace);
    const kernels = /^packages\/\w+\/kernels\//.test(file);
    const built = kernels ? this.#builtKernels() : [];
    writeFileSync(path, changed);
    try {
      if (kernels) this.#buildKernels();
      return await this.test(tests, pattern);
    } finally {
      writeFileSync(path, source);
      for (const { path: module, content } of built) writeFileSync(module, content);
    }
  }

  test(tests: readonly string[], pattern: string | undefined): Promise<TestRun> {
    const filter = pattern === undefined ? [] : [`--test-name-pattern=${pattern}`];
    const argv = ["--import", "./register.mjs", "--test", "--test-reporter=tap", ...filter, ...tests];
    // In a group of its own, so that a hanging test's children end with it.
    const child = spawn(process.execPath, argv, { cwd: this.#folder, detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    const timer = setTimeout(() => {
      output += "\nthe tests hang";
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, patience);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        clearTimeout(timer);
        resolve({ passed: code === 0, output });
      });
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Why a mutant cannot be applied to the sources as they are, or undefined. */
export function staleness({ file, find, tests }: Mutant): string | undefined {
  for (const name of [file, ...tests]) if (!existsSync(join(root, name))) return `there is no ${name}`;
  const count = readFileSync(join(root, file), "utf8").split(find).length - 1;
  return count === 1 ? undefined : `${JSON.stringify(find)} occurs ${count} times in ${file}`;
}
