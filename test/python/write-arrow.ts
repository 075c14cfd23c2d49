// Writes a batch as an Arrow IPC stream, for read_arrow.py to read.
import { writeFileSync } from "node:fs";
import { compose, normalize, resize } from "@millrace/core/image";
import { Table, tableToIPC } from "apache-arrow";
import { boxes, classLabel, DataLoader, keypoints, pixels, tensor } from "millrace";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("name the file to write");
const dataset = {
  length: 4,
  get: (i: number) => ({
    image: pixels(
      Uint8Array.from({ length: 5 * 7 * 3 }, (_, at) => (at * 3 + i) & 255),
      7,
      5,
    ),
    label: classLabel(i),
    name: `sample ${i}`,
    boxes: boxes(
      Array.from({ length: i }, (_, row) => [0, 0, row + 1, 2]),
      {
        format: "xyxy",
        with: {
          id: BigInt64Array.from({ length: i }, () => 900100581904n),
          name: Array.from({ length: i }, () => "é"),
        },
      },
    ),
    points: keypoints([[1, i]]),
    flag: i % 2 === 1,
    half: tensor(Uint16Array.of(0x3c00, 0xc000), [2], "float16"),
    thumbnail: pixels(new Uint8Array(2 * 3 * 3).fill(i), 3, 2),
    other: { i },
  }),
};
const transform = compose([resize([10, 14]), normalize({ mean: 0, std: 1 })]);
const loader = new DataLoader(dataset, {
  batchSize: 4,
  workers: 0,
  layout: "NCHW",
  transform,
  passThrough: ["thumbnail"],
});
for await (const batch of loader) {
  writeFileSync(file, tableToIPC(new Table([batch.toArrow()]), "stream"));
  writeFileSync(`${file}.json`, JSON.stringify({ shape: batch.image.shape, values: [...batch.image.data] }));
}
