import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { aid } from "../../../estimators/parametric/implicit.ts";
import { bsgmOnGradientSteps } from "../../../pipeline/slots/fixed_point_methods.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { bestStep } from "../../../problems/parametric/gradient_map.ts";
import { assertNear, smallLogistic } from "../../estimators/parametric/support.ts";

const problem = smallLogistic();
const random = Stream.of("fixed-point methods");
const normals = (n: number, label: string): Float64Array =>
  random.split(label).fillNormal(new Float64Array(n));

Deno.test("its maps have the best step at the outer point of each iteration", () => {
  const options = { t: 3, k: 4, J: 1, outerStep: 0.5, warmStart: "both" } as const;
  const steps = { rule: "constant", size: 1 } as const;
  for (const shift of [0, 1.5]) {
    const x = problem.start.x.map((value) => value + shift);
    const step = bestStep(problem.curvature(x));
    const y = normals(problem.dy, "y");
    const u = normals(problem.dy, "u");
    const next = bsgmOnGradientSteps({ ...options, steps })
      .step(problem, { x, y, u: u.map((value) => value / step) }, 1, random);
    const expected = aid({
      lowerSteps: 3,
      lowerStep: step,
      adjoint: { solver: "fixed-point", iterations: 4 },
      outerStep: 0.5,
    }).step(problem, { x, y, u }, 1, random);
    assertNear(next.x, expected.x, 1e-12);
    assertNear(next.y, expected.y, 1e-12);
    assertNear(next.u.map((value) => step * value), expected.u, 1e-12);
  }
});

Deno.test("what it samples is counted by the problem: J minibatches of the outer objective too", () => {
  const { problem: oracles, counts } = counted(problem);
  const method = bsgmOnGradientSteps({ t: 3, k: 4, J: 2, batch: 5, outerStep: 1 });
  method.step(oracles, method.init(oracles), 0, random);
  const { lowerGradient, hessianVector, cross, outerGradientX, outerGradientY } = counts.samples;
  assertEquals([lowerGradient, hessianVector, cross], [15, 15, 10]);
  assertEquals([outerGradientX, outerGradientY], [10, 10]);
  assert(problem.outerSum!.size > 10);
});
