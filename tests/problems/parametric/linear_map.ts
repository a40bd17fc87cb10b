import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import { fixedPointSolution } from "../../../problems/parametric/fixed_point_solution.ts";
import { targetObjective } from "../../../problems/parametric/target_objective.ts";

/** Φ(w, λ) = Aw + λ without noise, A n×n, and E = ½‖w − t‖²: everything has a closed form. */
export function linearMap(a: Float64Array, target: Float64Array): FixedPointProblem {
  const n = target.length;
  const times = (p: Float64Array, at: (i: number, j: number) => number): Float64Array =>
    p.map((_, i) => p.reduce((sum, value, j) => sum + a[at(i, j)] * value, 0));
  const straight = (p: Float64Array): Float64Array => times(p, (i, j) => i * n + j);
  const map = {
    phi: (w: Float64Array, lambda: Float64Array) => straight(w).map((v, l) => v + lambda[l]),
    d1: (_w: Float64Array, _lambda: Float64Array, p: Float64Array) => straight(p),
    d1T: (_w: Float64Array, _lambda: Float64Array, v: Float64Array) =>
      times(v, (i, j) => j * n + i),
    d2T: (_w: Float64Array, _lambda: Float64Array, v: Float64Array) => v.slice(),
  };
  const outer = targetObjective(target, n, 0);
  const zero = new Float64Array(n);
  return {
    name: "linear-map",
    dw: n,
    dlambda: n,
    start: { lambda: zero, w: zero },
    outer,
    map,
    sum: { size: 1, batch: () => map },
    symmetric: false,
    contraction: () => 0.5,
    ...fixedPointSolution(map, outer, zero),
  };
}
