import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { ClassLabel, ImageFile } from "@millrace/core";
import sharp from "sharp";
import { imageFolder } from "../src/datasets/image-folder.ts";
import { decodeField } from "./helpers/encoded.ts";
import { temporaryFolder, texture } from "./helpers/photographs.ts";

/** A folder with these files, all without content. */
function folderWith(...files: string[]): string {
  const root = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  return root;
}

test("classes are sub-folders, and files lie at any depth, both in the order of code units", () => {
  const root = folderWith("b/2.jpg", "b/10.jpg", "b/deep/er/1.png", "B/x.jpg", "ä/x.jpg", "a/x.jpg", "b/Z.jpg");
  const dataset = imageFolder(root);
  assert.deepEqual(dataset.classes, ["B", "a", "b", "ä"]);
  const files = Array.from({ length: dataset.length }, (_, i) => dataset.path(i).slice(root.length + 1));
  assert.deepEqual(files, ["B/x.jpg", "a/x.jpg", "b/10.jpg", "b/2.jpg", "b/Z.jpg", "b/deep/er/1.png", "ä/x.jpg"]);
  const labels = Array.from({ length: dataset.length }, (_, i) => dataset.get(i).label.index);
  assert.deepEqual(labels, [0, 1, 2, 2, 2, 2, 3]);
  assert.deepEqual(dataset.get(0), {
    image: { kind: "image", path: join(root, "B/x.jpg") },
    label: { kind: "label", index: 0 },
  });
  assert.throws(() => dataset.get(7), /there is no image 7; its 7 images count from 0/);
  assert.throws(() => dataset.get(-1), RangeError);
  assert.equal(dataset.split, undefined);
});

test("the identity is that of the listing, wherever the folder lies", () => {
  const identities = [
    imageFolder(folderWith("a/1.jpg", "a/2.jpg")),
    imageFolder(folderWith("a/2.jpg", "a/1.jpg", "a/notes.txt")),
    imageFolder(folderWith("a/1.jpg", "a/3.jpg")),
    imageFolder(folderWith("a/1.jpg", "b/2.jpg")),
    imageFolder(folderWith("a/1.jpg", "a/2.jpg"), { classes: false }),
  ].map(({ identity }) => identity);
  assert.equal(identities[1], identities[0]);
  assert.equal(new Set(identities).size, 3);
});

test("the order is that of code units where the file system has another", () => {
  // As bytes, which is how Linux lists them, the wide letter comes before the face.
  const root = folderWith("a/\u{1f600}.jpg", "a/\uff21.jpg", "\u{1f600}/x.jpg", "\uff21/x.jpg");
  const dataset = imageFolder(root);
  assert.deepEqual(dataset.classes, ["a", "\u{1f600}", "\uff21"]);
  assert.ok(dataset.path(0).endsWith("\u{1f600}.jpg"));
});

test("types: a label with classes, none without", () => {
  const root = folderWith("a/x.jpg");
  const labelled: { image: ImageFile; label: ClassLabel } = imageFolder(root).get(0);
  const classes: readonly string[] = imageFolder(root).classes;
  const plain: { image: ImageFile } = imageFolder(root, { classes: false }).get(0);
  // @ts-expect-error without classes there is no label
  assert.equal(imageFolder(root, { classes: false }).get(0).label, undefined);
  assert.deepEqual([Object.keys(labelled), classes, Object.keys(plain)], [["image", "label"], ["a"], ["image"]]);
});

test("options: decoding, split, extensions, a URL", () => {
  const root = folderWith("a/x.jpg", "a/y.BMP", "a/z.data");
  const dataset = imageFolder(pathToFileURL(root), { channels: 1, exifOrientation: false, split: "train" });
  assert.deepEqual(dataset.get(0).image, {
    kind: "image",
    path: join(root, "a/x.jpg"),
    channels: 1,
    exifOrientation: false,
  });
  assert.equal(dataset.split, "train");
  assert.equal(imageFolder(root, { extensions: [".DATA", ".bmp"] }).length, 2);
  const wrong = (options: object) => () => imageFolder(root, options);
  assert.throws(wrong({ chanels: 1 }), /imageFolder: unknown option "chanels". Did you mean "channels"\?/);
  assert.throws(
    wrong({ channels: 256 }),
    /channels must be 1 \(grey\), 3 \(RGB\), 4 \(RGB and alpha\), or 2 and 5 to 255.*got 256/,
  );
  assert.throws(wrong({ extensions: ["jpg"] }), /extensions must be a list of file name endings with their dots/);
  assert.throws(wrong({ split: "valid" }), /split must be "train", "validation" or "test", got "valid"/);
});

test("hidden files and folders and other files are left out, and links are followed, though not in circles", () => {
  const root = folderWith("a/x.jpg", "a/.hidden.jpg", ".git/y.jpg", "a/notes.txt", "readme.md");
  const elsewhere = folderWith("deep/l.jpg");
  symlinkSync(elsewhere, join(root, "b"));
  symlinkSync(root, join(root, "a", "circle"));
  symlinkSync(join(root, "nowhere"), join(root, "a", "broken.jpg"));
  const dataset = imageFolder(root);
  const files = Array.from({ length: dataset.length }, (_, i) => dataset.path(i).slice(root.length + 1));
  assert.deepEqual(dataset.classes, ["a", "b"]);
  assert.deepEqual(files, ["a/broken.jpg", "a/x.jpg", "b/deep/l.jpg"]);
});

test("every extension is taken, in any case, and such files are decoded", async () => {
  const root = temporaryFolder();
  const image = sharp(texture(20, 10, 1), { raw: { width: 20, height: 10, channels: 3 } });
  const encoders = {
    jpg: "jpeg",
    jpeg: "jpeg",
    png: "png",
    webp: "webp",
    avif: "avif",
    tif: "tiff",
    tiff: "tiff",
    gif: "gif",
  };
  for (const [extension, format] of Object.entries(encoders)) {
    mkdirSync(join(root, extension));
    const bytes = await image.clone()[format as "jpeg"]().toBuffer();
    writeFileSync(join(root, extension, `lower.${extension}`), bytes);
    writeFileSync(join(root, extension, `UPPER.${extension.toUpperCase()}`), bytes);
  }
  const dataset = imageFolder(root);
  assert.equal(dataset.length, 16);
  for (let index = 0; index < dataset.length; index++) {
    const { width, height, channels } = await decodeField({ ...dataset.get(index) }, "image");
    assert.deepEqual([width, height, channels], [20, 10, 3], dataset.path(index));
  }
});

test("a flat folder asks for classes: false, which takes images at any depth", () => {
  const root = folderWith("a.jpg", "b.png", "c.jpg", "d.jpg", "sub/e.txt");
  assert.throws(
    () => imageFolder(root),
    /holds 4 images \(a\.jpg, b\.png, c\.jpg, …\) and no class folders with images; for images without labels pass \{ classes: false \}/,
  );
  const dataset = imageFolder(root, { classes: false });
  assert.equal(dataset.length, 4);
  assert.equal(dataset.classes, undefined);
  assert.equal(imageFolder(folderWith("a.jpg", "sub/b.jpg"), { classes: false }).length, 2);
});

test("images beside class folders are named", () => {
  const root = folderWith("cat/1.jpg", "stray.jpg");
  assert.throws(() => imageFolder(root), /holds 1 image \(stray\.jpg\) beside its class folders; move them/);
});

test("a folder that is missing, a file, empty, or without images: four errors", () => {
  const root = folderWith("file.jpg");
  assert.throws(() => imageFolder(join(root, "nope")), /imageFolder: no such folder: .*nope/);
  assert.throws(() => imageFolder(join(root, "file.jpg")), /file\.jpg is a file, not a folder/);
  assert.throws(() => imageFolder(temporaryFolder()), /the folder .* is empty/);
  const other = folderWith("a/x.txt", "a/y.bmp");
  assert.throws(
    () => imageFolder(other),
    /no images in .*, but 2 other files \(a\/x\.txt, a\/y\.bmp\); the extensions option/,
  );
  assert.throws(() => imageFolder(other, { classes: false }), /no images in/);
  const hollow = temporaryFolder();
  mkdirSync(join(hollow, "a"));
  assert.throws(() => imageFolder(hollow), /no images in .*, but only empty folders/);
});

test("a class folder without images is an error, as in torchvision, unless it is allowed", () => {
  const root = folderWith("a/1.jpg", "b/x.txt", "c/1.jpg");
  assert.throws(() => imageFolder(root), /1 class folder \(b\) in .* without images; .*\{ allowEmpty: true \}/);
  const dataset = imageFolder(root, { allowEmpty: true });
  assert.deepEqual(dataset.classes, ["a", "b", "c"]);
  assert.equal(dataset.get(1).label.index, 2);
});
