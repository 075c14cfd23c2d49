/** An eigenvalue of a symmetric matrix and its vector of length 1, whose greatest part is positive. */
export interface Eigen {
  readonly value: number;
  readonly vector: readonly number[];
}

/** Turns enough for any matrix of sensible size; each makes what is off the diagonal at least quadratically smaller. */
const mostSweeps = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's method, greatest value first. Nothing but arithmetic and
 * square roots, so the same everywhere.
 */
export function eigenOf(matrix: readonly (readonly number[])[]): readonly Eigen[] {
  const size = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = a.map((_, row) => Float64Array.from({ length: size }, (_zero, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < mostSweeps && !isDiagonal(a); sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, p, q);
  }
  return a
    .map((row, at) => ({ value: row[at]!, vector: upright(v.map((parts) => parts[at]!)) }))
    .sort((one, other) => other.value - one.value);
}

function isDiagonal(a: readonly Float64Array[]): boolean {
  let [off, all] = [0, 0];
  for (const [row, values] of a.entries()) {
    for (const [column, value] of values.entries()) {
      all += value * value;
      if (row !== column) off += value * value;
    }
  }
  return off <= all * 1e-30;
}

/** Makes the entry at (p, q) zero by a turn in that plane. */
function rotate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number): void {
  const off = a[p]![q]!;
  if (off === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * off);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of a) turn(row, p, q, cosine, sine);
  for (let column = 0; column < a.length; column++) {
    const [x, y] = [a[p]![column]!, a[q]![column]!];
    a[p]![column] = cosine * x - sine * y;
    a[q]![column] = sine * x + cosine * y;
  }
  for (const row of v) turn(row, p, q, cosine, sine);
}

function turn(row: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [x, y] = [row[p]!, row[q]!];
  row[p] = cosine * x - sine * y;
  row[q] = sine * x + cosine * y;
}

/** A vector or its opposite: that whose greatest part is positive. */
function upright(vector: readonly number[]): readonly number[] {
  const greatest = vector.reduce((most, part) => (Math.abs(part) > Math.abs(most) ? part : most), 0);
  return greatest < 0 ? vector.map((part) => -part) : vector;
}
