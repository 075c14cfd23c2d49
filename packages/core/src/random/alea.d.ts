declare module "seedrandom/lib/alea.js" {
  /** Johannes Baagøe's Alea, as seedrandom ships it: numbers in [0, 1) with 32 bits. */
  export default function alea(seed: string): () => number;
}
