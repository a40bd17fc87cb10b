import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import { fixedPointSolution } from "../../../problems/parametric/fixed_point_solution.ts";
import { targetObjective } from "../../../problems/parametric/target_objective.ts";

/** Φ(x, y) = Aw + x without noise, A n×n, and E = ½‖y − t‖²: everything has a closed form. */
export function linearMap(a: Float64Array, target: Float64Array): FixedPointProblem {
  const n = target.length;
  const times = (p: Float64Array, at: (i: number, j: number) => number): Float64Array =>
    p.map((_, i) => p.reduce((sum, value, j) => sum + a[at(i, j)] * value, 0));
  const straight = (p: Float64Array): Float64Array => times(p, (i, j) => i * n + j);
  const map = {
    phi: (x: Float64Array, y: Float64Array) => straight(y).map((v, l) => v + x[l]),
    jvp: (_lambda: Float64Array, _w: Float64Array, p: Float64Array) => straight(p),
    vjp: (_lambda: Float64Array, _w: Float64Array, v: Float64Array) =>
      times(v, (i, j) => j * n + i),
    vjpX: (_lambda: Float64Array, _w: Float64Array, v: Float64Array) => v.slice(),
  };
  const outer = targetObjective(target, n, 0);
  const zero = new Float64Array(n);
  return {
    name: "linear-map",
    dy: n,
    dx: n,
    start: { x: zero, y: zero },
    outer,
    map,
    mapSum: { size: 1, batch: () => map },
    symmetric: false,
    contraction: () => 0.5,
    ...fixedPointSolution(map, outer, zero),
  };
}
