// Runs the core's transforms and kernels in a browser and compares the bytes with Node's. Not part of the test command:
// it needs Chromium (`chromium` on the PATH, or CHROMIUM=…).
//
//   node --import ./register.mjs test/browser/run.ts
import { execFile, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { digest } from "./augment.ts";

const { outputFiles } = await build({
  stdin: {
    contents:
      'import { digest } from "./augment.ts"; digest().then((hex) => { document.title = hex; document.body.textContent = hex; }, (error) => { document.body.textContent = String(error.stack); });',
    resolveDir: fileURLToPath(new URL(".", import.meta.url)),
  },
  bundle: true,
  format: "esm",
  platform: "browser",
  write: false,
});
const script = outputFiles[0]?.text ?? "";
// crypto.subtle exists in secure contexts only, and the loopback address is one.
const server = createServer((request, response) => {
  const isScript = request.url === "/script.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? script : '<!doctype html><body><script type="module" src="/script.js"></script></body>');
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
try {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"];
  const browser = process.env.CHROMIUM ?? "chromium";
  const dom = await new Promise<string>((resolve, reject) => {
    execFile(browser, [...flags, `http://127.0.0.1:${port}/`], (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
  const expected = await digest();
  const version = execFileSync(browser, ["--version"], { encoding: "utf8" }).trim();
  if (!dom.includes(expected)) throw new Error(`${version} does not give Node's bytes ${expected}:\n${dom}`);
  console.log(`${version} and Node ${process.version} give the same bytes: ${expected}`);
} finally {
  server.close();
}
