import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ScriptResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the last line of output to the exit. */
  readonly exitDelay: number;
}

/**
 * Runs TypeScript in a process of its own, from a file inside the project so that its imports resolve there. Killed
 * after a minute.
 */
export function runScript(
  folder: string,
  source: string,
  argv: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Promise<ScriptResult> {
  const file = join(folder, `script-${Math.floor(performance.now() * 1000)}.mts`);
  writeFileSync(
    file,
    source
      .replaceAll('from "millrace"', `from ${JSON.stringify(join(root, "src/index.ts"))}`)
      .replaceAll(
        'from "@millrace/core/image"',
        `from ${JSON.stringify(join(root, "packages/core/src/image/index.ts"))}`,
      ),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, "--import", join(root, "register.mjs"), file, ...argv], {
      cwd: root,
    });
    let stdout = "";
    let stderr = "";
    let lastOutput = performance.now();
    const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      lastOutput = performance.now();
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, exitDelay: performance.now() - lastOutput });
    });
  });
}
