import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { plainRegression } from "./plain_regression.ts";
import { standardisation } from "../../../estimators/nuisance/standardised.ts";
import { weightedKernelRidge } from "./weighted_kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";

const n = 60;
const d = 2;
const stream = Stream.of("tests", "standardised");
const x = new Float64Array(n * d).map(() => stream.normal());
const y = new Float64Array(n * 2).map((_, at) => Math.sin(x[at]) + 0.1 * stream.normal());
const points = new Float64Array(10 * d).map(() => stream.normal());
const learner = weightedKernelRidge({ kernel: gaussian(1), lambda: 0.01 });

Deno.test("plain regression with weighted kernel ridge is kernel ridge", () => {
  const data = { n, d, q: 2, x, y };
  const got = plainRegression(learner)(data).predict(points, 10);
  const expected = kernelRidge({ kernel: gaussian(1), lambdas: [0.01] })(data).predict(points, 10);
  got.forEach((value, at) => assertAlmostEquals(value, expected[at]!, 1e-9));
  assertThrows(() => plainRegression(learner)({ ...data, n: 3 }), RangeError, "training x");
});

Deno.test("standardised points do not see shifts and scales", () => {
  const moved = (values: Float64Array) =>
    values.map((value, at) => at % d === 0 ? 1000 * value - 3 : value / 50 + 7);
  const [plain, other] = [
    standardisation(x, n, d)(points),
    standardisation(moved(x), n, d)(moved(points)),
  ];
  plain.forEach((value, at) => assertAlmostEquals(value, other[at]!, 1e-9));
});

Deno.test("standardised training points have mean 0 and variance 1, and a constant is 0", () => {
  const training = x.map((value, at) => at % d === 0 ? 0.1 : 5 * value + 2);
  const seen = standardisation(training, n, d)(training);
  assertEquals(new Set(seen.filter((_, at) => at % d === 0)), new Set([0]));
  const column = seen.filter((_, at) => at % d === 1);
  assertAlmostEquals(column.reduce((sum, value) => sum + value / n, 0), 0, 1e-12);
  assertAlmostEquals(column.reduce((sum, value) => sum + value * value / n, 0), 1, 1e-12);
  assertThrows(() => standardisation(x, n, 3), RangeError, "training x has");
});

Deno.test("covariates whose squares overflow or vanish are as good as others", () => {
  const x = Float64Array.of(1, 2, 4, 8);
  const own = standardisation(x, 4, 1)(x);
  for (const unit of [1e300, 1e-300, 1e-160]) {
    const other = x.map((value) => value * unit);
    standardisation(other, 4, 1)(other).forEach((value, i) =>
      assertAlmostEquals(value, own[i], 1e-12)
    );
  }
});
