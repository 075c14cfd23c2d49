// Writes a batch as an Arrow IPC stream, for read_arrow.py to read.
import { writeFileSync } from "node:fs";
import { compose, normalize, resize } from "@millrace/core/image";
import { Table, tableToIPC } from "apache-arrow";
import { boxes, classLabel, DataLoader, pixels } from "millrace";

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
    boxes: boxes([[0, 0, i + 1, 2]], { format: "xyxy" }),
  }),
};
const transform = compose([resize([10, 14]), normalize({ mean: 0, std: 1 })]);
const loader = new DataLoader(dataset, { batchSize: 4, workers: 0, layout: "NCHW", transform });
for await (const batch of loader) {
  writeFileSync(file, tableToIPC(new Table([batch.toArrow()]), "stream"));
  writeFileSync(`${file}.json`, JSON.stringify({ shape: batch.image.shape, values: [...batch.image.data] }));
}
