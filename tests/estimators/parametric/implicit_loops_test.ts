import { assert, assertEquals, assertThrows } from "@std/assert";
import { exactDescent } from "../../../estimators/parametric/exact.ts";
import {
  aid,
  type AidOptions,
  amigo,
  implicit,
  type ImplicitOptions,
  stocbio,
} from "../../../estimators/parametric/implicit.ts";

import type { BilevelMethod, BilevelState } from "../../../estimators/parametric/contract.ts";
import { Stream } from "../../../numerics/random.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { counted, type Oracle } from "../../../problems/parametric/counted.ts";
import { quadratic as quadraticProblem } from "../../../problems/parametric/quadratic.ts";
import {
  assertNear,
  distance,
  everyDraw,
  expected,
  iterate,
  normals,
  published,
  smallLogistic,
  streamsOf,
  tinySum,
} from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();
const X = normals(quadratic.dx, "x");

Deno.test("exact gradient descent is gradient descent on F", () => {
  const method = exactDescent({ outerStep: 1, outerDecay: 0 });
  assertNear(iterate(method, quadratic, 300).x, quadratic.minimiser, 1e-10);
  const half = iterate(exactDescent({ outerStep: 0.5, outerDecay: 1 }), quadratic, 2);
  let x = quadratic.start.x;
  for (const step of [0.5, 0.25]) {
    const gradient = quadratic.exactGradient(x);
    x = x.map((value, k) => value - step * gradient[k]);
  }
  assertNear(half.x, x, 1e-15);
  assertEquals(half.u, new Float64Array(20));
});

Deno.test("warm starts carry y and u, cold starts do not", () => {
  const options: AidOptions = {
    lowerSteps: 4,
    outerStep: 0.5,
    adjoint: { solver: "fixed-point", iterations: 3 },
  };
  const estimate = implicit({ lowerSteps: 4, adjoint: options.adjoint });
  const first = iterate(aid(options), logistic, 1);
  const second = iterate(aid(options), logistic, 2);
  const warm = estimate(logistic, first.x, first);
  assertEquals([second.y, second.u], [warm.y, warm.u!]);
  assertEquals(second.x, first.x.map((value, k) => value + -0.5 * warm.gradient[k]));
  const cold = iterate(aid({ ...options, warmStart: false }), logistic, 2);
  const again = estimate(logistic, iterate(aid({ ...options, warmStart: false }), logistic, 1).x, {
    y: logistic.start.y,
  });
  assertEquals([cold.y, cold.u], [again.y, again.u!]);
});

Deno.test("AID, AmIGO and stocBiO on whole levels end at the minimiser", () => {
  const methods: [string, BilevelMethod][] = [
    ["aid", aid({ lowerSteps: 10, outerStep: 0.9, adjoint: { solver: "cg", iterations: 20 } })],
    ["amigo", amigo({ lowerSteps: 10, adjointSteps: 10, outerStep: 0.9 })],
    [
      "amigo-cg",
      amigo({ lowerSteps: 10, adjointSteps: 5, adjointSolver: "cg", outerStep: 0.9 }),
    ],
    ["stocbio", stocbio({ lowerSteps: 10, order: 300, outerStep: 0.9 })],
  ];
  for (const [name, method] of methods) {
    const { x, y, u } = iterate(method, quadratic, 400);
    assertNear(x, quadratic.minimiser, 1e-9, name);
    assertNear(y, quadratic.exactLower(x), 1e-9, name);
    const back = quadratic.lower.hessian(x, y).times(u);
    assertNear(back, quadratic.outer.gradientY(x, y), 1e-9, name);
  }
});

Deno.test("AmIGO is AID with a warm fixed point or warm conjugate gradients", () => {
  const shared = { lowerSteps: 3, outerStep: 0.4, lowerStep: 0.3 };
  const run = (method: BilevelMethod): BilevelState => iterate(method, logistic, 4);
  assertEquals(
    run(amigo({ ...shared, adjointSteps: 2 })),
    run(aid({ ...shared, adjoint: { solver: "fixed-point", iterations: 2 } })),
  );
  assertEquals(
    run(amigo({ ...shared, adjointSteps: 2, adjointSolver: "cg" })),
    run(aid({ ...shared, adjoint: { solver: "cg", iterations: 2 } })),
  );
  assertEquals(
    run(amigo({ ...shared, adjointSteps: 2, adjointStep: 0.1 })),
    run(aid({ ...shared, adjoint: { solver: "fixed-point", iterations: 2, step: 0.1 } })),
  );
  const decaying = run(amigo({ ...shared, adjointSteps: 2, adjointStep: 0.1, lowerDecay: 0.5 }));
  const other = run(amigo({ ...shared, adjointSteps: 2, lowerDecay: 0.5 }));
  assertEquals(decaying.y.length, other.y.length);
  assert(distance(decaying.u, other.u) > 1e-3);
});

const CALLS: Oracle[] = [
  "lowerGradient",
  "hessian",
  "hessianVector",
  "cross",
  "outerGradientX",
  "outerGradientY",
];

/** Calls and samples of iteration k = 3. */
function cost(
  method: BilevelMethod,
  of: ParametricProblem,
): { calls: number[]; samples: number[] } {
  const { problem, counts, reset } = counted(of);
  const state = iterate(method, problem, 3);
  reset();
  method.step(problem, state, 3, Stream.of("fourth"));
  return {
    calls: CALLS.map((oracle) => counts.calls[oracle]),
    samples: CALLS.map((oracle) => counts.samples[oracle]),
  };
}

Deno.test("calls of an iteration on whole levels", () => {
  const calls = (method: BilevelMethod): number[] => cost(method, logistic).calls;
  const shared = { lowerSteps: 6, outerStep: 0.1 };
  assertEquals(calls(amigo({ ...shared, adjointSteps: 5 })), [6, 1, 5, 1, 1, 1]);
  assertEquals(
    calls(amigo({ ...shared, adjointSteps: 3, adjointSolver: "cg" })),
    [6, 1, 4, 1, 1, 1],
  );
  assertEquals(calls(stocbio({ ...shared, order: 5 })), [6, 1, 5, 1, 1, 1]);
  assertEquals(calls(exactDescent({ outerStep: 0.1 })), [0, 0, 0, 0, 0, 0]);
});

Deno.test("calls of an iteration on minibatches: one linearisation and minibatch a step of u", () => {
  const shared = { lowerSteps: 6, outerStep: 0.1, batch: 8 };
  for (
    const method of [
      amigo({ ...shared, adjointSteps: 5 }),
      stocbio({ ...shared, order: 5 }),
    ]
  ) {
    const { calls, samples } = cost(method, logistic);
    assertEquals(calls, [6, 5, 5, 1, 1, 1]);
    // 80 training observations in 10 blocks of 8, 60 validation ones in 8 of 7 or 8
    assertEquals(samples.slice(0, 4), [48, 40, 40, 8]);
    assert(samples[4] === samples[5] && (samples[4] === 7 || samples[4] === 8));
  }
  const cg = amigo({ ...shared, adjointSteps: 3, adjointSolver: "cg" });
  assertEquals(cost(cg, logistic).calls, [6, 1, 4, 1, 1, 1]);
});

Deno.test("a minibatch of everything is the whole level", () => {
  for (const problem of [logistic, tinySum()]) {
    for (
      const of of [
        (batch: { batch?: number }) =>
          amigo({ lowerSteps: 3, adjointSteps: 2, outerStep: 0.2, ...batch }),
        (batch: { batch?: number }) =>
          stocbio({ lowerSteps: 3, order: 2, outerStep: 0.2, outerDecay: 0.5, ...batch }),
        (batch: { batch?: number }) =>
          aid({
            lowerSteps: 3,
            adjoint: { solver: "cg", iterations: 2 },
            outerStep: 0.2,
            ...batch,
          }),
      ]
    ) {
      const whole = iterate(of({}), problem, 5);
      const batched = iterate(of({ batch: 1000 }), problem, 5);
      for (const key of ["x", "y", "u"] as const) {
        assertNear(batched[key], whole[key], 1e-12, `${problem.name} ${key}`);
      }
    }
  }
});

Deno.test("minibatch steps of AmIGO and stocBiO are unbiased: the mean over all draws", () => {
  const problem = tinySum();
  const state = {
    x: problem.start.x,
    y: normals(problem.dy, "tiny y"),
    u: normals(problem.dy, "tiny u"),
  };
  const shared = { outerStep: 0.3, lowerStep: 0.2 };
  // y stays: the adjoint, its Hessians and the cross product
  const frozen = everyDraw({ "linsys/0": 5, "linsys/1": 5, "cross/0": 5, "outer/0": 3 });
  const adjoint = { ...shared, lowerSteps: 0, adjointSteps: 2 };
  const series = everyDraw({ "linsys/1": 5, "linsys/2": 5, "cross/0": 5, "outer/0": 3 });
  const neumann = { ...shared, lowerSteps: 0, order: 2 };
  const cases: [BilevelMethod, BilevelMethod, ReturnType<typeof everyDraw>][] = [
    [amigo({ ...adjoint, batch: 2 }), amigo(adjoint), frozen],
    [stocbio({ ...neumann, batch: 2 }), stocbio(neumann), series],
  ];
  for (const [stochastic, whole, sources] of cases) {
    const mean = expected(stochastic, problem, state, sources);
    const sure = whole.step(problem, state, 0, Stream.of("unused"));
    const one = stochastic.step(problem, state, 0, sources[0]);
    for (const key of ["x", "u"] as const) {
      assertNear(mean[key], sure[key], 1e-14, key);
      assert(distance(one[key], sure[key]) > 1e-3);
    }
  }
  // The steps of y, quadratic in y
  const steps = { ...shared, lowerSteps: 2, adjointSteps: 0 };
  const draws = everyDraw({ "lower/0": 5, "lower/1": 5, "cross/0": 1, "outer/0": 1 });
  const mean = expected(amigo({ ...steps, batch: 2 }), problem, state, draws);
  const sure = amigo(steps).step(problem, state, 0, Stream.of("unused"));
  assertNear(mean.y, sure.y, 1e-14);
});

Deno.test("each use has a minibatch of its own, ∇f one, and conjugate gradients one Hessian", () => {
  const shared = { lowerSteps: 2, outerStep: 0.1, batch: 2 };
  const always = ["cross/0", "lower/0", "lower/1", "outer/0"];
  const streams = (method: BilevelMethod): string[] => streamsOf(method, tinySum());
  const sorted = (...more: string[]): string[] => [...always, ...more].sort();
  assertEquals(
    streams(amigo({ ...shared, adjointSteps: 2 })),
    sorted("linsys/0", "linsys/1"),
  );
  assertEquals(streams(stocbio({ ...shared, order: 2 })), sorted("linsys/1", "linsys/2"));
  const cg = amigo({ ...shared, adjointSteps: 2, adjointSolver: "cg" });
  assertEquals(streams(cg), sorted("linsys/0"));
  const rows = aid({ ...shared, adjoint: { solver: "nystroem", rank: 1, rho: 1 } });
  assertEquals(streams(rows), sorted("columns", "linsys/0"));
});

Deno.test("methods that draw the same kind of minibatch see the same one", () => {
  const shared = { lowerSteps: 4, outerStep: 0.2, batch: 8 };
  const random = Stream.of("common");
  const of = (method: BilevelMethod) => method.step(logistic, method.init(logistic), 0, random);
  const one = of(amigo({ ...shared, adjointSteps: 3 }));
  assertEquals(of(stocbio({ ...shared, order: 7 })).y, one.y);
  assertEquals(of(amigo({ ...shared, adjointSteps: 3 })), one);
  const other = amigo({ ...shared, adjointSteps: 3 });
  assert(
    distance(other.step(logistic, other.init(logistic), 0, Stream.of("other")).y, one.y) > 1e-3,
  );
});

Deno.test("in one dimension, and where x has no effect, nothing goes wrong", () => {
  const one = quadraticProblem({ condition: 1, dy: 1, dx: 1 }, Stream.of("one"));
  const x = Float64Array.of(0.7);
  const exactGradient = one.exactGradient(x);
  for (const solver of ["cg", "cg-normal", "fixed-point"] as const) {
    const { gradient } = implicit({
      lowerSteps: 1,
      adjoint: { solver, iterations: 1 },
    })(one, x, one.start);
    assertNear(gradient, exactGradient, 1e-14, solver);
  }
  const deaf: ParametricProblem = {
    ...quadratic,
    lower: { ...quadratic.lower, cross: () => new Float64Array(7) },
    outer: { ...quadratic.outer, gradientX: () => new Float64Array(7) },
  };
  const { gradient } = implicit({ lowerSteps: 5, adjoint: { solver: "dense" } })(
    deaf,
    X,
    deaf.start,
  );
  assertEquals(gradient.map((value) => value + 0), new Float64Array(7));
  const flat: ParametricProblem = {
    ...quadratic,
    outer: { ...quadratic.outer, gradientY: () => new Float64Array(20) },
  };
  const { u } = implicit({ lowerSteps: 5, adjoint: { solver: "cg", iterations: 5 } })(
    flat,
    X,
    flat.start,
  );
  assertEquals(u, new Float64Array(20));
});

Deno.test("too long steps diverge into numbers that are not finite, and throw nothing", () => {
  for (const problem of [quadratic, logistic]) {
    const wild = { lowerSteps: 40, outerStep: 1e3, lowerStep: 1e3 };
    for (
      const method of [
        amigo({ ...wild, adjointSteps: 40 }),
        stocbio({ ...wild, order: 40 }),
        aid({ ...wild, adjoint: { solver: "cg", iterations: 3 } }),
        aid({ ...wild, adjoint: { solver: "dense" } }),
        aid({ ...wild, adjoint: { solver: "nystroem", rank: 3, rho: 0.1 } }),
        exactDescent({ outerStep: 1e3 }),
      ]
    ) {
      const { x } = iterate(method, problem, 150);
      // A huge penalty makes a logistic fit flat, and its x may stay where it is
      if (problem === quadratic) assert(!x.every(Number.isFinite));
    }
  }
});

Deno.test("malformed options are refused in one sentence", () => {
  const refused: [() => unknown, string][] = [
    [() => implicit({ lowerSteps: 1 } as ImplicitOptions), "implicit: adjoint is missing"],
    [
      () => implicit({ lowerSteps: 1, adjoint: { solver: "cg", iterations: -1 } }),
      "implicit: adjoint: iterations is -1",
    ],
    [
      () => amigo({ lowerSteps: 1, adjointSteps: 1, outerStep: NaN }),
      "amigo: outerStep is NaN: give a positive finite number",
    ],
    [
      () => amigo({ lowerSteps: 1, adjointSteps: 1, outerStep: 1, batch: 0 }),
      "amigo: batch is 0: give a whole number, at least 1, or leave it out",
    ],
    [
      () => stocbio({ lowerSteps: 1, order: 1.5, outerStep: 1 }),
      "stocbio: order is 1.5: give a whole number, at least 0",
    ],
    [
      () =>
        aid({ lowerSteps: 1, outerStep: 1, adjoint: { solver: "lu" } } as unknown as AidOptions),
      'aid: adjoint: solver is "lu"',
    ],
    [() => exactDescent({ outerStep: 1, outerDecay: -1 }), "exact descent: outerDecay is -1"],
    [
      () =>
        iterate(amigo({ lowerSteps: 1, adjointSteps: 1, outerStep: 1, batch: 5 }), quadratic, 1),
      "amigo: batch is 5, but quadratic is no finite sum: leave batch out",
    ],
  ];
  for (const [call, sentence] of refused) assertThrows(call, RangeError, sentence);
});
