import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What a library took for its pictures, or why it did not. */
export type PeerRun =
  | { readonly seconds: number; readonly count: number; readonly checksum: number }
  | { readonly error: string };

/** The Python process that runs other libraries' transforms, one at a time, when it is told to. */
export class Peer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #errors = "";

  constructor(python: string, listing: string) {
    const script = fileURLToPath(new URL("../peers/transforms.py", import.meta.url));
    this.#child = spawn(python, [script, listing]);
    this.#child.stderr.on("data", (data: Buffer) => {
      this.#errors = (this.#errors + data.toString()).slice(-2000);
    });
    this.#reader = createInterface(this.#child.stdout);
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Null where the library has no such transform. */
  async run(row: string, library: string, count?: number): Promise<PeerRun | null> {
    return (await this.#ask({ row, library, ...(count === undefined ? {} : { count }) })) as PeerRun | null;
  }

  async versions(): Promise<Record<string, string>> {
    return (await this.#ask({ row: "versions" })) as Record<string, string>;
  }

  async #ask(request: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`the peers' process has ended: ${this.#errors}`);
    return JSON.parse(value);
  }

  close(): void {
    this.#reader.close();
    this.#child.kill();
  }
}
