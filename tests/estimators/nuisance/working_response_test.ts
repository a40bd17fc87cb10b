import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { bestConstant, workingResponse } from "../../../estimators/nuisance/working_response.ts";

Deno.test("the best constant of a quadratic risk, and what it leaves", () => {
  // ½ W c² + U c is least at c = −ΣU/ΣW = 2; the residuals are −(U + 2 W)
  const risk = { weight: Float64Array.of(1, 2, 1), linear: Float64Array.of(-4, -1, -3) };
  assertEquals(bestConstant(risk), 2);
  assertEquals(workingResponse(risk), Float64Array.of(2, -3, 1));
});

Deno.test("residuals add up to nothing, in any units", () => {
  const weight = Float64Array.from({ length: 9 }, (_, i) => 1 + i % 4);
  const linear = Float64Array.from({ length: 9 }, (_, i) => Math.sin(i));
  for (const by of [1e-9, 1, 1e9]) {
    const risk = { weight: weight.map((w) => by * w), linear: linear.map((u) => by * u) };
    assertAlmostEquals(bestConstant(risk), bestConstant({ weight, linear }), 1e-15);
    const sum = workingResponse(risk).reduce((total, value) => total + value, 0);
    assert(Math.abs(sum) < 1e-14 * by, `${sum}`);
  }
});
