import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Memory, memoryOfTree } from "./memory.ts";

/** What one process reports, and what was seen of it from outside. */
export interface RowRun {
  readonly samples: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly firstBatchSeconds: number;
  readonly loaderFirstBatchSeconds: number;
  readonly conversionSeconds: number;
  readonly batch: { shape: number[]; dtype: string; mean: number; deviation: number };
  readonly versions: Record<string, string>;
  readonly peakMegabytes: Memory;
}

/**
 * Runs a row in a process of its own. Its memory is looked at while it warms up, four times a second, and left alone
 * during the measured pass, which the looks would disturb.
 *
 * @throws Error with the last lines of its errors when it fails or takes longer than `limit` seconds.
 */
export async function runRow(command: string[], environment: NodeJS.ProcessEnv, limit: number): Promise<RowRun> {
  const child = spawn(command[0] as string, command.slice(1), {
    env: { ...process.env, ...environment, RACE_STARTED: String(Date.now() / 1000) },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that its workers end with it.
    detached: true,
  });
  child.once("error", () => undefined);
  const group = child.pid;
  if (group === undefined) throw new Error(`${command[0]} could not be started`);
  const end = () => {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  };
  const peak = { resident: 0, proportional: 0 };
  const look = () => {
    const { resident, proportional } = memoryOfTree(group);
    peak.resident = Math.max(peak.resident, resident);
    peak.proportional = Math.max(peak.proportional, proportional);
  };
  const looks = setInterval(look, 250);
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    end();
  }, limit * 1000);
  let errors = "";
  child.stderr.on("data", (data: Buffer) => {
    errors = (errors + data.toString()).slice(-4000);
  });
  let report: Omit<RowRun, "peakMegabytes"> | undefined;
  createInterface(child.stdout).on("line", (line) => {
    if (line === "warm") {
      look();
      clearInterval(looks);
    } else if (line.startsWith('{"samples"')) report = JSON.parse(line);
  });
  await new Promise((resolve) => {
    child.once("close", resolve);
    // Helpers that tidy up after it hold its output open; a worker that hangs would hold it for ever.
    child.once("exit", () => setTimeout(resolve, 3000).unref());
  });
  clearInterval(looks);
  clearTimeout(deadline);
  end();
  if (report === undefined) {
    const lines = errors.trim().split("\n").slice(-3).join(" | ");
    throw new Error(late ? `took longer than ${limit} seconds` : lines || "ended without a report");
  }
  return { ...report, peakMegabytes: peak };
}
