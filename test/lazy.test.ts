import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import sharp from "sharp";

const folder = mkdtempSync(join(tmpdir(), "millrace-lazy-"));
after(() => rmSync(folder, { recursive: true }));

interface Settings {
  readonly workers: number;
  readonly image?: string;
  readonly arrow?: boolean;
}

interface Trace {
  /** What was loaded and made, in all threads. */
  readonly lines: readonly string[];
  readonly printed: readonly unknown[];
}

/** Runs a small program of its own in a process that writes down what it loads. */
function traced(settings: Settings): Trace {
  const trace = join(folder, `${JSON.stringify(settings).replaceAll(/\W/g, "-")}.txt`);
  writeFileSync(trace, "");
  const file = (name: string) => new URL(`./fixtures/trace/${name}`, import.meta.url);
  const argv = ["--import", file("preload.mjs").href, file("program.mjs").pathname, JSON.stringify(settings)];
  const env = { ...process.env, NODE_OPTIONS: "", MILLRACE_TRACE: trace };
  const printed = execFileSync(process.execPath, argv, { env, encoding: "utf8" });
  return { lines: readFileSync(trace, "utf8").split("\n"), printed: JSON.parse(printed) };
}

/** What only images, or only Arrow, have use for. */
const heavy = {
  kernels: /kernels\/(wasm\.generated|module)\.ts/,
  decoding: /\/src\/decode\/(reader|decoders)\.ts/,
  jpeg: /packages\/jpeg\//,
  sharp: /^module sharp$|node_modules\/sharp\//,
  arrow: /apache-arrow|Arrow\./,
  memory: /^memory/,
};

function loaded({ lines }: Trace): string[] {
  return Object.entries(heavy).flatMap(([name, pattern]) => (lines.some((line) => pattern.test(line)) ? [name] : []));
}

for (const workers of [0, 2]) {
  describe(`with ${workers} workers`, () => {
    test("a loop over texts and numbers loads no kernel for pixels, no codec and no apache-arrow", () => {
      const trace = traced({ workers });
      assert.equal(trace.printed.flat().length, 12);
      assert.match(String(trace.printed[0]), /^caption 0 -?\d/);
      assert.deepEqual(loaded(trace), []);
      // Its draws need a logarithm, and nothing else that is compiled.
      const kernels = new Set(trace.lines.filter((line) => line.startsWith("kernels ")));
      assert.deepEqual([...kernels], ["kernels exp,log,sin,cos,memory"]);
    });

    test("images bring what they need, and nothing else", async () => {
      const image = join(folder, "image.jpg");
      await sharp({ create: { width: 16, height: 16, channels: 3, background: "red" } })
        .jpeg()
        .toFile(image);
      assert.deepEqual(loaded(traced({ workers, image })), ["kernels", "decoding", "jpeg", "memory"]);
    });

    test("toArrow brings apache-arrow, the instance that the program imports", () => {
      const trace = traced({ workers, arrow: true });
      assert.deepEqual(trace.printed.slice(1, 3), [true, 4]);
      assert.deepEqual(
        loaded(trace).filter((name) => name !== "arrow"),
        [],
      );
    });
  });
}
