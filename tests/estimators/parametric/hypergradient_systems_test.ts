import { assert, assertEquals } from "@std/assert";
import type {
  BilevelMethod,
  HypergradientEstimator,
} from "../../../estimators/parametric/contract.ts";
import { exact } from "../../../estimators/parametric/exact.ts";
import { penalised } from "../../../estimators/parametric/f2sa.ts";
import { aid, implicit } from "../../../estimators/parametric/implicit.ts";
import { nboAtNext, nboCg, nboDirection } from "../../../estimators/parametric/nbo.ts";
import { shine } from "../../../estimators/parametric/shine.ts";
import { soba } from "../../../estimators/parametric/single_loop.ts";
import { type SystemRecord, worse } from "../../../estimators/parametric/system_record.ts";
import { itd, unrolled } from "../../../estimators/parametric/unrolled.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { assertNear, distance, iterate, smallLogistic } from "./support.ts";
import { everySolver } from "./system_support.ts";

/** The lower level y1² − y2²/2 − x'y, which has a saddle, with f = ‖y − d‖²/2. */
function saddle(): ParametricProblem {
  const [h, d] = [[2, -1], [0.3, -0.4]];
  const y = Float64Array.of(0.5, -2);
  return {
    name: "saddle",
    dx: 2,
    dy: 2,
    start: { x: Float64Array.of(1, 2), y },
    lower: {
      value: (x, y) => y[0] * y[0] - y[1] * y[1] / 2 - x[0] * y[0] - x[1] * y[1],
      gradient: (x, y) => y.map((v, k) => h[k] * v - x[k]),
      gradientX: (_x, y) => y.map((v) => -v),
      hessian: () => ({ times: (p, k = 1) => p.map((v, l) => h[l % 2] * v + 0 * k) }),
      cross: (_x, _y, p) => p.map((v) => -v),
    },
    outer: {
      value: (_x, y) => ((y[0] - d[0]) * (y[0] - d[0]) + (y[1] - d[1]) * (y[1] - d[1])) / 2,
      gradientX: () => new Float64Array(2),
      gradientY: (_x, y) => y.map((v, k) => v - d[k]),
    },
    curvature: () => ({ mu: 1, L: 2 }),
    exactLower: () => y,
    exactGradient: () => Float64Array.of(0.1, 1.6),
  };
}

Deno.test("at a saddle the gradient is right, or said not to be solved for", () => {
  const problem = saddle();
  const { x, y } = problem.start;
  for (const adjoint of everySolver()) {
    const { gradient, system, lowerGradientNorm } = implicit({ lowerSteps: 0, adjoint })(
      problem,
      x,
      {
        y,
      },
    );
    assertEquals(lowerGradientNorm, 0);
    assert(system!.smallestCurvature! < 0, adjoint.solver);
    const right = adjoint.solver !== "fixed-point" && adjoint.solver !== "neumann";
    assertEquals(system!.converged, right, adjoint.solver);
    if (right) assertNear(gradient, Float64Array.of(0.1, 1.6), 1e-7, adjoint.solver);
  }
});

Deno.test("what is said about a hypergradient is not counted, and ‖∇_y g‖ is that of its y", () => {
  const problem = smallLogistic();
  const { x, y } = problem.start;
  for (const adjoint of everySolver()) {
    const { problem: oracles, counts } = counted(problem);
    const estimate = implicit({ lowerSteps: 3, adjoint })(oracles, x, { y });
    assertEquals(counts.calls.lowerGradient, 3);
    assertEquals(counts.calls.hessian, 1, adjoint.solver);
    const products = adjoint.solver === "fixed-point"
      ? 199
      : adjoint.solver === "neumann"
      ? 200
      : 401;
    assert(counts.calls.hessianVector <= products, adjoint.solver);
    const at = problem.lower.gradient(x, estimate.y);
    assertEquals(estimate.lowerGradientNorm, Math.sqrt(at.reduce((s, v) => s + v * v, 0)));
    const hessian = problem.lower.hessian(x, estimate.y);
    const known = distance(hessian.times(estimate.u!), problem.outer.gradientY(x, estimate.y));
    assert(Math.abs(estimate.system!.relativeResidual! - known) < 1e-11, adjoint.solver);
  }
});

Deno.test("loops gather the worst of their systems, and count nothing for it", () => {
  const problem = smallLogistic();
  const options = { lowerSteps: 2, outerStep: 0.1, warmStart: false } as const;
  const after = (method: BilevelMethod, steps: number) => iterate(method, problem, steps).systems;
  for (const adjoint of everySolver()) {
    const alone = implicit({ lowerSteps: 2, adjoint });
    const known: SystemRecord[] = [];
    let { x } = problem.start;
    const method = aid({ ...options, adjoint });
    for (let k = 0; k < 3; k++) {
      known.push(alone(problem, x, { y: problem.start.y }).system!);
      x = iterate(method, problem, k + 1).x;
    }
    const systems = after(method, 3)!;
    const worst = known.reduce(worse);
    assertEquals(systems.converged, worst.converged, adjoint.solver);
    // Of these the last residual is not known without a product, which a loop does not ask for
    if (adjoint.solver === "fixed-point" || adjoint.solver === "neumann") continue;
    assertEquals(systems, worst, adjoint.solver);
  }
  const few = after(aid({ ...options, adjoint: { solver: "cg", iterations: 1 } }), 3)!;
  assertEquals(few.converged, false);
  assert(few.relativeResidual! > 1e-3 && few.relativeResidual! < 1);
  // Two systems a step, and none
  assertEquals(after(nboCg({ steps: 20, outerStep: 0.1 }), 2)!.converged, true);
  assertEquals(after(itd({ lowerSteps: 3, outerStep: 0.1 }), 2), undefined);
  assertEquals(after(soba({ outerStep: 0.1 }), 2), undefined);
});

Deno.test("all estimators know ‖∇_y g‖ at their y", () => {
  const problem = smallLogistic();
  const { x, y } = problem.start;
  const estimators: HypergradientEstimator[] = [
    unrolled({ lowerSteps: 3 }),
    penalised({ lambda: 10, lowerSteps: 3 }),
    shine({ iterations: 4 }),
    nboDirection({ solver: { solver: "dense" } }),
    nboAtNext({ solver: { solver: "dense" } }),
    exact,
  ];
  for (const estimate of estimators) {
    const found = estimate(problem, x, { y });
    const known = distance(problem.lower.gradient(x, found.y), new Float64Array(y.length));
    assert(Math.abs(found.lowerGradientNorm! - known) < 1e-15);
  }
  // The adjoint is solved for before it starts, and the Newton step is not
  const one = nboAtNext({ solver: { solver: "cg", iterations: 1 } });
  const { y: next } = one(problem, x, { y });
  const u = implicit({ lowerSteps: 0, adjoint: { solver: "dense" } })(problem, x, { y: next }).u!;
  assertEquals(one(problem, x, { y, u }).system!.converged, false);
});
