import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { classLabel, imageFile } from "millrace";
import { makePhotographs } from "../../examples/demo/photographs.ts";

/** Files to measure on: those of a folder, or the demo's synthetic ones. */
export async function photographs(folder: string | undefined): Promise<string[]> {
  const directory = folder ?? join("demo-output", "photographs");
  if (folder === undefined && !existsSync(directory)) await makePhotographs(directory, { count: 96, seed: 1 });
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort()
    .map((name) => join(directory, name));
  if (files.length === 0) throw new Error(`no photographs in ${directory}`);
  return files;
}

/** The files over and over, as a dataset of a given length. */
export function repeated({ files, length }: { readonly files: readonly string[]; readonly length: number }) {
  return {
    length,
    get: (index: number) => ({
      image: imageFile(files[index % files.length] as string),
      label: classLabel(index % 10),
    }),
  };
}
