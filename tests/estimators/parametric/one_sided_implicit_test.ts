import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { sampledAdjoint, sampledLower } from "../../../estimators/parametric/one_sided_implicit.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
import { kinds, squared, tinyWeighted } from "./fixed_point_support.ts";

const random = Stream.of("one-sided");
const STEPS = { rule: "decreasing" } as const;
const CONSTANT = { rule: "constant", size: 1 } as const;
const SOLVED = { solver: "fixed-point", iterations: 300 } as const;

Deno.test("sampled lower level: the y of SID, and the exact formula there, on all kinds of problems", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x, y: start } = problem.start;
    const from = { y: start, random };
    const sampled = { t: 5, batch: 3, steps: STEPS };
    const estimate = sampledLower({ ...sampled, adjoint: SOLVED })(problem, x, from);
    const whole = stochasticImplicit({ ...sampled, k: 4, J: 2 })(problem, x, from);
    assertEquals(estimate.y, whole.y, name);
    const exact = stochasticImplicit({ t: 0, k: 300, J: 1, steps: CONSTANT })(problem, x, {
      y: whole.y,
    });
    assert(squared(estimate.gradient, exact.gradient) < 1e-20, name);
  }
});

Deno.test("sampled adjoint: SID started at the solution", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x, y: start } = problem.start;
    const options = { k: 6, J: 2, batch: 3, steps: STEPS };
    const estimate = sampledAdjoint(options)(problem, x, { y: start, random });
    assertEquals(estimate.y, problem.exactLower(x), name);
    const from = { y: estimate.y, random };
    const { u: v, gradient } = stochasticImplicit({ ...options, t: 0 })(problem, x, from);
    assertEquals([estimate.u!, estimate.gradient], [v, gradient], name);
  }
});

Deno.test("without noise both tend to the exact gradient", () => {
  const { x, y } = tinyWeighted.start;
  const truth = tinyWeighted.exactGradient(x);
  const lower = sampledLower({ t: 300, steps: CONSTANT, adjoint: SOLVED });
  const adjoint = sampledAdjoint({ k: 300, J: 1, steps: CONSTANT });
  for (const estimator of [lower, adjoint]) {
    const { gradient } = estimator(tinyWeighted, x, { y });
    assertAlmostEquals(squared(gradient, truth), 0, 1e-20);
  }
});

Deno.test("each samples on its side alone", () => {
  const { problem, counts } = countedFixedPoint(tinyWeighted);
  const { x, y } = problem.start;
  sampledAdjoint({ k: 6, J: 2, batch: 3, steps: STEPS })(problem, x, { y, random });
  const { phi, vjp, vjpX } = counts.samples;
  assertEquals([phi, vjp, vjpX], [0, 5 * 3, 2 * 3]);
});

Deno.test("memory is that of the side that needs more", () => {
  const { x, y } = kinds.layer.start;
  const lower = { t: 3, batch: 3, steps: STEPS };
  const adjoint = { solver: "cg-normal", iterations: 3 } as const;
  const one = sampledLower({ ...lower, adjoint })(kinds.layer, x, { y, random });
  const sampled = stochasticImplicit({ ...lower, k: 0, J: 1 })(kinds.layer, x, { y, random });
  const exact = implicit({ lowerSteps: 0, adjoint })(kinds.layer, x, { y });
  assert(exact.memory > sampled.memory, `${exact.memory} ${sampled.memory}`);
  assertEquals(one.memory, exact.memory);
});

Deno.test("malformed options are refused", () => {
  assertThrows(() => sampledLower({ t: -1, adjoint: SOLVED }), RangeError, "t is -1");
  assertThrows(() => sampledAdjoint({ k: 1, J: 0 }), RangeError, "J is 0");
});
