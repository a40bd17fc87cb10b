import type { SolverOptions } from "../../../estimators/parametric/linear_solvers.ts";
import { normals } from "./support.ts";

/** Solvers that need no positive Hessian. */
export const EXACT: SolverOptions[] = [
  { solver: "cg", iterations: 200 },
  { solver: "cg-normal", iterations: 200 },
  { solver: "dense" },
];

/** All solvers, with a Nyström approximation that is hardly damped. */
export function everySolver(scale = 1): SolverOptions[] {
  return [
    ...EXACT,
    { solver: "fixed-point", iterations: 200 },
    { solver: "neumann", order: 200 },
    { solver: "nystroem", rank: 99, rho: 1e-8 * scale },
  ];
}

/** The symmetric matrix with the given eigenvalues, turned by a reflection of each pair of axes. */
export function turned(values: readonly number[]): Float64Array {
  const n = values.length;
  const v = normals(n, "reflection", n);
  const size = v.reduce((sum, value) => sum + value * value, 0);
  const q = (i: number, j: number): number => (i === j ? 1 : 0) - 2 * v[i] * v[j] / size;
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return values.reduce((sum, value, l) => sum + q(i, l) * value * q(j, l), 0);
  });
}
