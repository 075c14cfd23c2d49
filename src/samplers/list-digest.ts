import { createHash } from "node:crypto";

/** A digest of a list of numbers or texts, for a state to tell one list from another: 16 hexadecimal digits. */
export function listDigest(list: ArrayLike<number | string>): string {
  const hash = createHash("sha256").update(`${list.length}`);
  if (ArrayBuffer.isView(list)) {
    hash.update(list.constructor.name).update(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
  } else {
    for (let at = 0; at < list.length; at++) hash.update(`${typeof list[at]} ${list[at]}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
