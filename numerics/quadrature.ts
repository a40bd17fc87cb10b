/**
 * Gaussian quadrature for the normal distribution and for the interval [−1, 1].
 *
 * @module
 */

/** A quadrature rule: ∫ f ≈ Σᵢ weights[i] f(nodes[i]). */
export interface QuadratureRule {
  /** Nodes in increasing order, symmetric about 0. */
  readonly nodes: Float64Array;
  /** Positive weights, in the order of the nodes. */
  readonly weights: Float64Array;
}

const MOST_NODES = 300;

/**
 * The k-point rule with E f(Z) ≈ Σ wᵢ f(xᵢ) for a standard normal Z: exact for polynomials of
 * degree below 2k. The weights sum to 1.
 *
 * @param k Number of nodes, an integer in 1..300.
 * @throws {RangeError} If k is not such an integer.
 *
 * @example
 * ```ts
 * import { gaussHermiteNormal } from "@bigrad/bigrad";
 *
 * const { nodes, weights } = gaussHermiteNormal(8);
 * console.log(nodes.reduce((sum, x, i) => sum + weights[i] * x * x * x * x, 0).toFixed(6));
 * // 3.000000
 * ```
 */
export function gaussHermiteNormal(k: number): QuadratureRule {
  return symmetricGauss("gaussHermiteNormal", k, (j) => Math.sqrt(j), 1, 2 * Math.sqrt(k));
}

/**
 * The k-point rule with ∫₋₁¹ f(x) dx ≈ Σ wᵢ f(xᵢ): exact for polynomials of degree below 2k. The
 * weights sum to 2.
 *
 * @param k Number of nodes, an integer in 1..300.
 * @throws {RangeError} If k is not such an integer.
 *
 * @example
 * ```ts
 * import { gaussLegendre } from "@bigrad/bigrad";
 *
 * const { nodes, weights } = gaussLegendre(8);
 * console.log(nodes.reduce((sum, x, i) => sum + weights[i] * x * x, 0).toFixed(6)); // 0.666667
 * ```
 */
export function gaussLegendre(k: number): QuadratureRule {
  return symmetricGauss("gaussLegendre", k, (j) => j / Math.sqrt(4 * j * j - 1), 2, 1);
}

/**
 * The Gauss rule of a symmetric weight whose orthonormal polynomials satisfy
 * x pⱼ = β(j+1) pⱼ₊₁ + β(j) pⱼ₋₁: the nodes are the zeros of pₖ, that is the eigenvalues of the
 * tridiagonal Jacobi matrix of the β; the weight at x is 1 / Σ_{j<k} pⱼ(x)², a sum of squares, in
 * which nothing cancels. The pⱼ stay below 10¹³¹ at the nodes for k ≤ 300, so nothing underflows.
 */
function symmetricGauss(
  name: string,
  k: number,
  beta: (j: number) => number,
  mass: number,
  largest: number,
): QuadratureRule {
  if (!Number.isInteger(k) || k < 1 || k > MOST_NODES) {
    throw new RangeError(`${name}: k must be an integer in 1..${MOST_NODES}, but it is ${k}`);
  }
  const betas = Float64Array.from({ length: k + 1 }, (_, j) => (j === 0 ? 0 : beta(j)));
  const nodes = new Float64Array(k);
  const weights = new Float64Array(k);
  for (let i = k >> 1; i < k; i++) {
    const isCentre = 2 * i + 1 === k;
    const start = isCentre ? 0 : eigenvalue(betas, k, i, largest);
    const { node, squares } = polish(betas, k, start, isCentre ? 0 : 3);
    nodes[i] = node;
    nodes[k - 1 - i] = -node + 0; // the centre is 0, not −0
    weights[i] = weights[k - 1 - i] = mass / squares;
  }
  return { nodes, weights };
}

/** Eigenvalue i (from below, positive) of the Jacobi matrix, to about 1e-8, by Sturm counts. */
function eigenvalue(betas: Float64Array, k: number, i: number, largest: number): number {
  let low = 0;
  let high = largest;
  while (high - low > 1e-9 * largest) {
    const middle = (low + high) / 2;
    let below = 0;
    let pivot = 1;
    for (let j = 0; j < k; j++) {
      pivot = -middle - (j > 0 ? betas[j] * betas[j] / pivot : 0);
      if (pivot === 0) pivot = -1e-300;
      if (pivot < 0) below++;
    }
    if (below > i) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Newton's method for pₖ(x) = 0, and Σ_{j<k} pⱼ(x)² at its result, where p₀ = 1. */
function polish(
  betas: Float64Array,
  k: number,
  start: number,
  steps: number,
): { node: number; squares: number } {
  let x = start;
  for (let step = 0;; step++) {
    let before = 0;
    let p = 1;
    let slopeBefore = 0;
    let slope = 0;
    let squares = 0;
    for (let j = 0; j < k; j++) {
      squares += p * p;
      const next = (x * p - betas[j] * before) / betas[j + 1];
      const slopeNext = (p + x * slope - betas[j] * slopeBefore) / betas[j + 1];
      before = p, p = next;
      slopeBefore = slope, slope = slopeNext;
    }
    if (step === steps) return { node: x, squares };
    x -= p / slope;
  }
}
