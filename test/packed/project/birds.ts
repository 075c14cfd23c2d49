import { readdirSync } from "node:fs";
import { type Dataset, type Image, imageFile } from "millrace";

export class Birds implements Dataset<{ image: Image; label: number }> {
  readonly classes = ["jay", "tit"];
  readonly rows: readonly { path: string; label: number }[];

  constructor(root: string) {
    this.rows = this.classes.flatMap((name, label) =>
      readdirSync(`${root}/${name}`).map((file) => ({ path: `${root}/${name}/${file}`, label })),
    );
  }

  get length() {
    return this.rows.length;
  }

  get(index: number) {
    const { path, label } = this.rows[index] as { path: string; label: number };
    return { image: imageFile(path), label };
  }
}

export const birds = (options: { root: string }) => new Birds(options.root);
