import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Of the layout of entries and of what a key is made of. */
const format = 1;

let known: Promise<string> | undefined;
let loaded: string | undefined;

/**
 * A digest of everything besides files and steps on which pixels depend: the kernels as they were compiled, the packages'
 * versions and that of sharp. It loads the kernels, so it is asked for when there is a picture.
 *
 * @returns a promise where it was not asked for in this thread before.
 */
export function codeVersion(): string | Promise<string> {
  known ??= read().then((version) => {
    loaded = version;
    return version;
  });
  return loaded ?? known;
}

async function read(): Promise<string> {
  const [{ kernelCode }, jpeg] = await Promise.all([import("@millrace/core/image/engine"), import("@millrace/jpeg")]);
  const require = createRequire(import.meta.url);
  const manifests = ["millrace", "@millrace/core", "@millrace/jpeg"].map((name) =>
    require.resolve(`${name}/package.json`),
  );
  // sharp lets nobody ask for its manifest by name.
  manifests.push(join(dirname(require.resolve("sharp")), "../package.json"));
  const versions = manifests.map((path) => (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version);
  const hash = createHash("sha256").update(JSON.stringify([format, versions]));
  return hash.update(kernelCode).update(jpeg.kernelCode).digest("hex");
}
