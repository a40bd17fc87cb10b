/**
 * The ends of the spectrum of a symmetric operator that is known by its products.
 *
 * @module
 */

import { requireWhole } from "./require.ts";
import { symmetricEigen } from "./symmetric_eigen.ts";
import { axpy, dot, maxNorm, norm, scal, squarable } from "./vectors.ts";

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
 * @throws {RangeError} if that is 0 or not finite, or there is no step.
 */
export function lanczos(
  times: (v: Float64Array) => Float64Array,
  start: Float64Array,
  steps: number,
): SpectrumEnds {
  const basis: Float64Array[] = [];
  const [diagonal, beside]: number[][] = [[], []];
  requireWhole("steps", steps, 1);
  let next = scal(squarable(maxNorm(start)), start.slice());
  scal(1 / norm(next), next);
  if (!(maxNorm(next) > 0)) {
    throw new RangeError("the start has no direction: give one that is not 0");
  }
  let left = 0;
  /** What H is multiplied by, so that norms are neither lost nor infinite. */
  let unit = 1;
  for (let k = 0; k < Math.min(steps, start.length); k++) {
    basis.push(next);
    const image = times(next);
    if (k === 0) unit = squarable(maxNorm(image));
    if (unit !== 1) scal(unit, image);
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
    least: values[lowest] / unit,
    greatest: values[highest] / unit,
    direction,
    residual: Math.abs(left * vectors[lowest * m + m - 1]) / unit,
  };
}
