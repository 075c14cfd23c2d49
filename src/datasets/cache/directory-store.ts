import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { messageOf } from "@millrace/core/engine";
import type { FileMemory } from "../../decode/file-memory.ts";
import type { Account } from "./account.ts";
import { entryBytes, readEntry, type StoredPicture, writeEntry } from "./entry.ts";
import { Ledger } from "./ledger.ts";
import type { Store } from "./store.ts";

/** A file of a crashed writer is left alone for so long, in milliseconds: a slow one may still be at work. */
const patience = 60 * 60 * 1000;

/** Where files are until they are whole. */
const partial = "partial";

/**
 * Makes the folder of a store, and removes what crashed writers left there.
 *
 * @throws what the file system says of a folder that cannot be made.
 */
export function openFolder(directory: string): void {
  mkdirSync(join(directory, partial), { recursive: true });
  for (const name of readdirSync(join(directory, partial))) {
    const path = join(directory, partial, name);
    try {
      if (Date.now() - statSync(path).mtimeMs > patience) rmSync(path);
    } catch {
      // Another process was quicker, or may do more than this one: a file that stays does no harm.
    }
  }
}

/**
 * Entries as files that processes share: `abc/def….entry` by the digits of the key, in 4096 folders, so that ten million
 * are 2,500 a folder. One is written under another name, in a folder for that, and renamed, so it is there whole or not at
 * all for everybody; it is not forced to the disk, and a machine that crashes may leave a torn one, which its checksum
 * tells: it is then made again.
 */
export class DirectoryStore implements Store {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #account: Account;
  readonly #ledger: Ledger;
  readonly #folders = new Set<string>();
  #written = 0;

  constructor(directory: string, maxBytes: number, account: Account) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
    this.#account = account;
    this.#ledger = new Ledger(join(directory, "ledger"));
  }

  get hasRoom(): boolean {
    return !this.#account.isClosed;
  }

  get(key: Uint8Array, files: FileMemory): readonly StoredPicture[] | undefined {
    const { path } = this.#placeOf(key);
    let bytes: Uint8Array;
    try {
      bytes = files.readWhole(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#damaged(path, messageOf(error));
      return undefined;
    }
    const pictures = readEntry(bytes, key, true);
    if (pictures === undefined) this.#damaged(path, "it is no whole entry of this sample");
    return pictures;
  }

  put(key: Uint8Array, pictures: readonly StoredPicture[]): void {
    const size = entryBytes(pictures);
    if (size === undefined) return;
    try {
      this.#put(key, pictures, size);
    } catch (error) {
      this.#account.close();
      this.#account.meet(
        "unwritable",
        `nothing more is written into ${this.#directory}: ${messageOf(error)}. What it holds is used, and all other samples are decoded in every epoch`,
      );
    }
  }

  #put(key: Uint8Array, pictures: readonly StoredPicture[], size: number): void {
    if (!this.#ledger.take(size, this.#maxBytes)) {
      this.#full();
      // One large picture that has no room is no reason to turn away smaller ones.
      if (16 * size <= this.#maxBytes) this.#account.close();
      return;
    }
    const { folder, path } = this.#placeOf(key);
    let temporary: string | undefined;
    try {
      if (!this.#folders.has(folder)) mkdirSync(folder, { recursive: true });
      this.#folders.add(folder);
      const bytes = new Uint8Array(size);
      writeEntry(bytes, key, pictures, true);
      temporary = this.#write(bytes);
      // What another process wrote meanwhile, or what is damaged, is replaced, and counts no longer.
      const before = statSync(path, { throwIfNoEntry: false });
      renameSync(temporary, path);
      if (before !== undefined) this.#ledger.giveBack(before.size);
      this.#account.count("stored");
    } catch (error) {
      if (temporary !== undefined) rmSync(temporary, { force: true });
      this.#ledger.giveBack(size);
      throw error;
    }
  }

  /** Writes a file of a name that nobody else has, which may be that of a process before. */
  #write(bytes: Uint8Array): string {
    for (;;) {
      const name = `${hostname()}-${process.pid}-${threadId}-${this.#written++}`;
      const path = join(this.#directory, partial, name);
      try {
        writeFileSync(path, bytes, { flag: "wx" });
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        rmSync(path, { force: true });
        throw error;
      }
    }
  }

  #placeOf(key: Uint8Array): { readonly folder: string; readonly path: string } {
    const digits = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("hex");
    const folder = join(this.#directory, digits.slice(0, 3));
    return { folder, path: join(folder, `${digits.slice(3)}.entry`) };
  }

  #full(): void {
    this.#account.meet(
      "full",
      `${this.#directory} holds the ${this.#maxBytes.toLocaleString("en-US")} bytes that maxBytes allows: what it holds stays, and all other samples are decoded in every epoch; raise maxBytes, store them resized, or delete the folder where it holds what nobody uses any more`,
    );
  }

  #damaged(path: string, why: string): void {
    this.#account.meet("damaged", `${path} is damaged (${why}), and so may be others: they are made again`);
  }

  /** Closes its files. */
  close(): void {
    this.#ledger.close();
  }
}
