import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Dataset, type Text, text } from "millrace";

/** The lines of a text file, and their numbers from 0. The file is read once in each thread, when the dataset is made. */
export function lines({ path }: { path: string }): Dataset<{ text: Text; line: number }> {
  const content = readFileSync(path, "utf8");
  const all = content.split("\n").filter((line) => line !== "");
  return {
    length: all.length,
    // Plain numbers are float32 unless something else is stated.
    schema: { line: "int32" },
    // Workers make a dataset of their own from the same file, and compare.
    identity: createHash("sha256").update(content).digest("hex"),
    get: (index) => ({ text: text(all[index] as string), line: index }),
  };
}
