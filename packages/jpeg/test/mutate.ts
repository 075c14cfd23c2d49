import { generator } from "./picture.ts";

/** Makes broken files out of sound ones, knowing a little about their structure; the same for the same seed. */
export function mutator(sound: readonly Uint8Array[], seed: number): () => Uint8Array {
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return () => {
    const kind = below(20);
    if (kind === 0) return Uint8Array.from({ length: below(400) }, (_, n) => [0xff, 0xd8, 0xff][n] ?? below(256));
    let file = Uint8Array.from(sound[below(sound.length)]!);
    for (let times = 1 + below(4); times > 0; times--) {
      const at = below(file.length);
      switch (below(8)) {
        case 0:
          file = file.slice(0, at);
          break;
        case 1:
          file[at] = below(256);
          break;
        case 2:
          file[at] = file[at]! ^ (1 << below(8));
          break;
        case 3: {
          // Something in the header of a random segment: lengths, counts, sizes, table numbers.
          const markers = [...file.keys()].filter((n) => file[n] === 0xff && file[n + 1]! >= 0xc0);
          const marker = markers[below(markers.length)] ?? 0;
          file[marker + below(20)] = [0, 1, 0x11, 0x7f, 0x80, 0xff][below(6)]!;
          break;
        }
        case 4: {
          const length = below(40);
          file.copyWithin(at, below(file.length), Math.min(file.length, at + length));
          break;
        }
        case 5: {
          // Another marker, where it does not belong.
          file[at] = 0xff;
          file[at + 1] = [0xd0 + below(8), 0xd9, 0xda, 0xc4, 0xdb, 0xdd, 0xc0, 0xc2][below(8)]!;
          break;
        }
        case 6:
          file = Uint8Array.from([...file.subarray(0, at), ...file.subarray(Math.min(file.length, at + 1 + below(8)))]);
          break;
        default:
          file.fill(below(2) * 255, at, at + below(16));
      }
    }
    return file;
  };
}
