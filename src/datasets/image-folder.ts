import { createHash } from "node:crypto";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ClassLabel, classLabel, type ImageDecodeOptions, type ImageFile, imageFile } from "@millrace/core";
import type { Dataset } from "./dataset.ts";
import { type FolderFiles, listImages } from "./image-folder/list-images.ts";
import { parseImageFolderOptions } from "./image-folder/options.ts";

export interface ImageFolderOptions<Bits extends 8 | 16 = 8 | 16> extends ImageDecodeOptions<Bits> {
  /** Default true: each sub-folder is a class. False: all images below the folder, without labels. */
  readonly classes?: boolean;
  readonly split?: "train" | "validation" | "test";
  /** Which files are images, by the end of their names in any case. Default: those of the formats that are decoded. */
  readonly extensions?: readonly string[];
  /** A class folder without images is an error, as in torchvision, unless this is true; then it keeps its number. */
  readonly allowEmpty?: boolean;
}

export interface LabelledImage<Bits extends 8 | 16 = 8> {
  readonly image: ImageFile<Bits>;
  readonly label: ClassLabel;
}

/** Images in a folder. No file is opened before its turn comes. */
export interface ImageFolder<Sample extends object> extends Dataset<Sample> {
  get(index: number): Sample;
  /** A digest of the files' names, made when it is asked for. */
  readonly identity: string;
  /** The file of a sample. */
  path(index: number): string;
}

/** A folder whose sub-folders are classes. */
export interface LabelledImageFolder<Bits extends 8 | 16 = 8> extends ImageFolder<LabelledImage<Bits>> {
  readonly classes: readonly string[];
}

/**
 * Images of which each class has a folder: `photos/train/cat/1.jpg`. Classes are numbered in the order of their names
 * and files follow in the order of theirs, both by code unit, at any depth below their class. Hidden files are left
 * out. The folder is listed here and now, once.
 *
 * @param folder a path or a `file:` URL.
 * @throws OptionError if the folder is not there, or does not look like this; the message says what was found.
 */
export function imageFolder<Bits extends 8 | 16 = 8>(
  folder: string | URL,
  options?: ImageFolderOptions<Bits> & { readonly classes?: true },
): LabelledImageFolder<Bits>;
/** All images below a folder, without labels. */
export function imageFolder<Bits extends 8 | 16 = 8>(
  folder: string | URL,
  options: ImageFolderOptions<Bits> & { readonly classes: false },
): ImageFolder<{ readonly image: ImageFile<Bits> }>;
export function imageFolder(
  folder: string | URL,
  options: ImageFolderOptions = {},
): LabelledImageFolder<8 | 16> | ImageFolder<{ readonly image: ImageFile<8 | 16> }> {
  const { classes: labelled, split, extensions, allowEmpty, ...decoding } = parseImageFolderOptions(options);
  const root = folder instanceof URL ? fileURLToPath(folder) : folder;
  const known = new Set(extensions);
  const isImage = (file: string) => known.has(extname(file).toLowerCase());
  const { files, labels, classes } = listImages(root, { labelled, allowEmpty, isImage });
  const path = (index: number) => join(root, fileAt(root, files, index));
  let identity: string | undefined;
  const common = {
    length: files.length,
    path,
    get identity() {
      identity ??= digestOf(files);
      return identity;
    },
    ...(split === undefined ? {} : { split }),
  };
  if (!labelled) {
    return Object.assign(common, { get: (index: number) => ({ image: imageFile(path(index), decoding) }) });
  }
  return Object.assign(common, {
    classes,
    get: (index: number) => ({
      image: imageFile(path(index), decoding),
      label: classLabel(labels[index] as number),
    }),
  });
}

/** Tells one listing from another, wherever the folder lies: a name that came or went would move the numbers of others. */
function digestOf(files: FolderFiles["files"]): string {
  return createHash("sha256").update(files.join("\0")).digest("hex");
}

function fileAt(root: string, files: FolderFiles["files"], index: number): string {
  const file = files[index];
  if (file === undefined) {
    throw new RangeError(`${root}: there is no image ${index}; its ${files.length} images count from 0`);
  }
  return file;
}
