import { cpus } from "node:os";
import type { SoakRecord } from "./record.ts";
import type { Held } from "./threads.ts";

/** What is told of a soak besides its record. */
export interface Told {
  readonly command: string;
  readonly seconds: number;
  readonly seed: number;
  readonly workers: number;
  /** MB per 10,000 batches; undefined where the run was too short to say. */
  readonly slope: number | undefined;
  readonly residentMegabytes: number;
  readonly before: Held;
  readonly after: Held;
}

/** The whole report, in Markdown. */
export function report(record: SoakRecord, told: Told): string {
  const { lost, duplicated, changed, misplaced } = record.differences;
  const faults = [...record.faults].sort(([, one], [, other]) => other - one);
  const { before, after, slope } = told;
  const workers = [...record.workers].map(([event, count]) => `${count} ${event}`).join(", ");
  return [
    "# The soak",
    "",
    `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model}, ${cpus().length} processors, Node ${process.version}. ${told.seconds.toFixed(0)} seconds, ${told.workers} workers, seed ${told.seed}.`,
    "",
    `\`${told.command}\``,
    "",
    "Every configuration is run once without faults (but for the bad samples of its data), then again and again with them; the digests of all batches are compared. After whatever ends a loop, the state goes through JSON into new loaders.",
    "",
    ...table(
      ["", "count"],
      [
        ["faults", number(record.faultCount)],
        ["batches delivered", number(record.batches)],
        ["resumes", number(record.resumes)],
        ["**lost**", number(lost)],
        ["**duplicated**", number(duplicated)],
        ["**changed**", number(changed)],
        ["**in another order**", number(misplaced)],
        ["**errors that no fault explains**", number(record.unexpected.length)],
        ["plans carried out again", number(record.retries)],
        ["workers replaced", workers === "" ? "0" : workers],
        ["RSS slope, MB per 10,000 batches", slope === undefined ? "too short to say" : slope.toFixed(1)],
        ["RSS at the end, MB", told.residentMegabytes.toFixed(0)],
        ["threads before → after", `${before.threads} → ${after.threads}`],
        ["open files before → after", `${before.files} → ${after.files}`],
        ["active handles before → after", `${before.handles} → ${after.handles}`],
      ],
    ),
    "",
    ...table(
      ["fault", "count"],
      faults.map(([kind, count]) => [kind, number(count)]),
    ),
    "",
    ...table(
      ["configuration", "rounds", "batches", "resumes", "lost", "duplicated", "changed", "in another order"],
      [...record.configurations].map(([name, one]) => [
        name,
        ...[one.rounds, one.batches, one.resumes, one.lost, one.duplicated, one.changed, one.misplaced].map(number),
      ]),
    ),
    ...record.unexpected.slice(0, 20).flatMap((text) => ["", "```", text, "```"]),
    "",
  ].join("\n");
}

export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** A table in Markdown: names to the left, numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)];
}
