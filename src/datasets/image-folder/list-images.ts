import { statSync } from "node:fs";
import { join } from "node:path";
import { OptionError } from "@millrace/core";
import { type FolderContents, filesBelow, readFolder } from "./scan-folder.ts";

export interface FolderFiles {
  /** Paths from the root. */
  readonly files: readonly string[];
  /** The class of each file; empty without classes. */
  readonly labels: readonly number[];
  readonly classes: readonly string[];
}

interface Expected {
  readonly labelled: boolean;
  readonly allowEmpty: boolean;
  readonly isImage: (file: string) => boolean;
}

/** Lists a folder's images, and says what is the matter where there are none or they do not lie as expected. */
export function listImages(root: string, expected: Expected): FolderFiles {
  const status = statSync(root, { throwIfNoEntry: false });
  if (status === undefined) throw new OptionError(`imageFolder: no such folder: ${root}`);
  if (!status.isDirectory()) throw new OptionError(`imageFolder: ${root} is a file, not a folder`);
  const contents = readFolder(root);
  if (contents.folders.length + contents.files.length === 0) {
    throw new OptionError(`imageFolder: the folder ${root} is empty`);
  }
  const result = expected.labelled ? byClass(root, contents, expected) : flat(root, expected);
  if (result.files.length === 0) throw noImages(root, expected);
  return result;
}

function flat(root: string, { isImage }: Expected): FolderFiles {
  return { files: filesBelow(root).filter(isImage), labels: [], classes: [] };
}

function byClass(root: string, { folders, files }: FolderContents, { isImage, allowEmpty }: Expected): FolderFiles {
  const found: string[] = [];
  const labels: number[] = [];
  const empty: string[] = [];
  folders.forEach((name, label) => {
    const images = filesBelow(join(root, name), root).filter(isImage);
    for (const image of images) {
      found.push(`${name}/${image}`);
      labels.push(label);
    }
    if (images.length === 0) empty.push(name);
  });
  const stray = files.filter(isImage);
  if (stray.length > 0) {
    throw new OptionError(
      found.length === 0
        ? `imageFolder: ${root} holds ${some(stray, "image")} and no class folders with images; ` +
            "for images without labels pass { classes: false }"
        : `imageFolder: ${root} holds ${some(stray, "image")} beside its class folders; move them into the folder of ` +
            "their class, or pass { classes: false } to take all images without labels",
    );
  }
  if (empty.length > 0 && found.length > 0 && !allowEmpty) {
    throw new OptionError(
      `imageFolder: ${some(empty, "class folder")} in ${root} without images; remove what is no class, ` +
        "or pass { allowEmpty: true } to keep the class and its number",
    );
  }
  return { files: found, labels, classes: folders };
}

function noImages(root: string, { isImage }: Expected): OptionError {
  const files = filesBelow(root);
  const found =
    files.length === 0
      ? "only empty folders"
      : some(
          files.filter((file) => !isImage(file)),
          "other file",
        );
  return new OptionError(
    `imageFolder: no images in ${root}, but ${found}; the extensions option says which files are images`,
  );
}

/** `4 images (a.jpg, b.jpg, c.jpg, …)` */
function some(names: readonly string[], what: string): string {
  const list = names.slice(0, 3).join(", ");
  return `${names.length} ${what}${names.length === 1 ? "" : "s"} (${list}${names.length > 3 ? ", …" : ""})`;
}
