/**
 * The ends of the spectrum of a symmetric operator that is known by its products.
 *
 * @module
 */

import { symmetricEigen } from "./symmetric_eigen.ts";
import { axpy, dot, norm, scal } from "./vectors.ts";

/** The ends of a spectrum, as far as they were found. */
export interface SpectrumEnds {
  /** The least eigenvalue; from above, unless all directions were seen. */
  readonly least: number;
  /** The greatest; likewise from below. */
  readonly greatest: number;
  /** A unit vector with the least as its quotient, n. */
  readonly direction: Float64Array;
  /** ‖Hv − λv‖ of that vector: an eigenvalue is no farther from the least than this. */
  readonly residual: number;
}

/**
 * Lanczos' method with full reorthogonalisation (G. Golub, C. Van Loan, "Matrix computations", §10.3): it ends
 * after `steps` products or when it has seen all directions that its start has a part in.
 *
 * @param times H·v, a new array.
 * @param start What it starts from, n.
 */
export function lanczos(
  times: (v: Float64Array) => Float64Array,
  start: Float64Array,
  steps: number,
): SpectrumEnds {
  const basis: Float64Array[] = [];
  const [diagonal, beside]: number[][] = [[], []];
  let next = scal(1 / norm(start), start.slice());
  let left = 0;
  for (let k = 0; k < Math.min(steps, start.length); k++) {
    basis.push(next);
    const image = times(next);
    diagonal.push(dot(image, next));
    const size = norm(image);
    // Twice is enough for orthogonality to rounding
    for (let pass = 0; pass < 2; pass++) {
      for (const q of basis) axpy(-dot(q, image), q, image);
    }
    left = norm(image);
    if (!(left > 1e-12 * size)) break;
    beside.push(left);
    next = scal(1 / left, image);
  }
  const m = basis.length;
  const small = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    small[i * m + i] = diagonal[i];
    if (i > 0) small[i * m + i - 1] = small[(i - 1) * m + i] = beside[i - 1];
  }
  const { values, vectors } = symmetricEigen(small, m);
  let [lowest, highest] = [0, 0];
  for (let i = 1; i < m; i++) {
    if (values[i] < values[lowest]) lowest = i;
    if (values[i] > values[highest]) highest = i;
  }
  const direction = new Float64Array(start.length);
  basis.forEach((q, i) => axpy(vectors[lowest * m + i], q, direction));
  return {
    least: values[lowest],
    greatest: values[highest],
    direction,
    residual: Math.abs(left * vectors[lowest * m + m - 1]),
  };
}
