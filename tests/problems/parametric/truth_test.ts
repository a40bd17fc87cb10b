import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import { truthAt } from "../../../problems/parametric/exact_solution.ts";

const data = logisticData({ n: 60, validation: 40, p: 4 }, Stream.of("truth data"));
const PROBLEMS: ParametricProblem[] = [
  logistic(data),
  quadratic({ condition: 300, dy: 8, dx: 5 }, Stream.of("truth")),
];

for (const problem of PROBLEMS) {
  Deno.test(`${problem.name}: the truth from a guess is the exact one`, () => {
    const random = Stream.of("truth points", problem.name);
    const x = problem.start.x.map((value) => value + 0.3 * random.normal());
    const y = problem.exactLower(x);
    const gradient = problem.exactGradient(x);
    for (const guess of [problem.start.y, y, y.map((value) => value + random.normal())]) {
      const truth = truthAt(problem, x, guess);
      assertAlmostEquals(truth.objective, problem.outer.value(x, y), 1e-12);
      truth.y.forEach((value, l) => assertAlmostEquals(value, y[l], 1e-11));
      truth.gradient.forEach((value, k) => assertAlmostEquals(value, gradient[k], 1e-11));
    }
  });
}

Deno.test("a good guess saves Newton steps", () => {
  const { problem, counts, reset } = counted(logistic(data));
  const { x, y } = problem.start;
  const hessians = (guess: Float64Array): number => {
    reset();
    truthAt(problem, x, guess);
    return counts.calls.hessian;
  };
  const cold = hessians(y);
  const warm = hessians(truthAt(problem, x.map((value) => value + 1e-4), y).y);
  assert(warm < cold, `${warm} Hessians and not fewer than ${cold}`);
});

Deno.test("a lower level that cannot be solved at x is refused", () => {
  const [problem] = PROBLEMS;
  const x = problem.start.x.map(() => NaN);
  assertThrows(() => truthAt(problem, x, problem.start.y), RangeError);
});
