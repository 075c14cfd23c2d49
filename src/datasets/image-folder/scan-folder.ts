import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/** What lies directly in a folder, hidden things left out, sorted by code unit. */
export interface FolderContents {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export function readFolder(folder: string): FolderContents {
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    if (isFolder(folder, entry)) folders.push(entry.name);
    else files.push(entry.name);
  }
  // The default order of strings is that of their code units: the same on every machine and in every language.
  return { folders: folders.sort(), files: files.sort() };
}

/** A link to a folder counts as one; a link to nothing is left to who opens it. */
function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * All files below a folder, as paths from it with `/` between the parts: the folder's own first, then those of its
 * sub-folders, each sorted. A link that leads back to a folder above it is not followed.
 *
 * @param root a folder above this one that links may lead back to as well.
 */
export function filesBelow(folder: string, root?: string): string[] {
  const found: string[] = [];
  const visit = (path: string, prefix: string, above: ReadonlySet<string>) => {
    const real = realpathSync(path);
    if (above.has(real)) return;
    const within = new Set(above).add(real);
    const { folders, files } = readFolder(path);
    for (const file of files) found.push(prefix + file);
    for (const name of folders) visit(join(path, name), `${prefix}${name}/`, within);
  };
  visit(folder, "", new Set(root === undefined ? [] : [realpathSync(root)]));
  return found;
}
