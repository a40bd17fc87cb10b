import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { inverse, Matrix } from "ml-matrix";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import {
  drawFourierFeatures,
  fourierFeatures,
  randomFourier,
} from "../../../estimators/nuisance/random_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import {
  arbitraryData,
  assertRefusesMalformedData,
  gcvFromMatrix,
  leaveOneOutByRefits,
} from "./support.ts";

const GAMMA = 0.35;
const data = arbitraryData(50, 2, 3, Stream.of("tests", "random fourier"));
const features = drawFourierFeatures(2, 256, GAMMA, Stream.of("tests", "fourier draw"));

Deno.test("random Fourier features are √(2/D) cos(x'ω + b)", () => {
  const z = fourierFeatures(features, data.x, 50);
  for (const [i, k] of [[0, 0], [7, 3], [49, 255]]) {
    const angle = data.x[2 * i] * features.frequencies[k] +
      data.x[2 * i + 1] * features.frequencies[256 + k] + features.phases[k];
    assertAlmostEquals(z[i * 256 + k], Math.sqrt(2 / 256) * Math.cos(angle), 1e-15);
  }
});

Deno.test("frequencies have variance 2γ and phases fill the circle", () => {
  const many = drawFourierFeatures(3, 20_000, GAMMA, Stream.of("tests", "fourier moments"));
  const variance = many.frequencies.reduce((sum, value) => sum + value * value, 0) / 60_000;
  assert(Math.abs(variance / 0.7 - 1) < 4 * Math.sqrt(2 / 60_000), `${variance}`);
  assert(many.phases.every((b) => b > 0 && b < 2 * Math.PI));
  const mean = many.phases.reduce((sum, value) => sum + value, 0) / 20_000;
  assert(Math.abs(mean - Math.PI) < 4 * Math.PI / Math.sqrt(3 * 20_000), `${mean}`);
});

Deno.test("products of many features approach the kernel exp(-γ‖x - z‖²)", () => {
  const count = 20_000;
  const many = drawFourierFeatures(2, count, GAMMA, Stream.of("tests", "fourier kernel"));
  const z = Matrix.from1DArray(6, count, fourierFeatures(many, data.x.subarray(0, 12), 6));
  const kernel = gaussian(1 / Math.sqrt(2 * GAMMA)).gram(data.x.subarray(0, 12), 6, 2);
  // a product of two cosines times 2 has a variance below 1.5
  const bound = 4 * Math.sqrt(1.5 / count);
  assert(maxDifference(z.mmul(z.transpose()).to1DArray(), kernel) < bound);
});

Deno.test("random Fourier ridge solves its normal equations with nλ on every feature", () => {
  const few = drawFourierFeatures(2, 20, GAMMA, Stream.of("tests", "few features"));
  const z = Matrix.from1DArray(50, 20, fourierFeatures(few, data.x, 50));
  const y = Matrix.from1DArray(50, 3, data.y);
  const a = z.transpose().mmul(z).add(Matrix.eye(20).mul(50 * 0.01));
  const expected = z.mmul(inverse(a).mmul(z.transpose().mmul(y))).to1DArray();
  assert(
    maxDifference(
      randomFourier({ features: few, lambdas: [0.01] })(data).predict(data.x, 50),
      expected,
    ) < 1e-12,
  );
});

Deno.test("an intercept is not penalised, and is there only if asked for", () => {
  const few = drawFourierFeatures(2, 20, GAMMA, Stream.of("tests", "few features"));
  const far = { features: few, lambdas: [1e12] };
  const [without, with1] = [false, true].map((intercept) =>
    randomFourier({ ...far, intercept })(data).predict(data.x, 50)
  );
  assert(maxDifference(without, new Float64Array(150)) < 1e-10);
  for (let c = 0; c < 3; c++) {
    const mean = data.y.filter((_, at) => at % 3 === c).reduce((sum, y) => sum + y, 0) / 50;
    assertAlmostEquals(with1[c], mean, 1e-10);
  }
  assertEquals(randomFourier(far)(data).predict(data.x, 50), without);
});

for (const criterion of ["gcv", "loo"] as const) {
  Deno.test(`the penalty by ${criterion} is that of a second route`, () => {
    const few = drawFourierFeatures(2, 30, GAMMA, Stream.of("tests", "few features"));
    const y = data.y.map((value, at) => value * 0.3 + Math.sin(data.x[2 * Math.floor(at / 3)]));
    const smooth = { ...data, y };
    const lambdas = [1e-7, 1e-5, 1e-3, 1e-1, 10];
    for (const intercept of [false, true]) {
      const errors = lambdas.map((lambda) => {
        const one = (l: number) => randomFourier({ features: few, lambdas: [l], intercept });
        return criterion === "gcv"
          ? gcvFromMatrix(one(lambda), smooth)
          : leaveOneOutByRefits(one(lambda * 50 / 49), smooth); // the same nλ
      });
      const best = errors.indexOf(Math.min(...errors));
      const learner = randomFourier({ features: few, lambdas, intercept, criterion });
      const { chosen } = learner(smooth);
      assertEquals([chosen?.lambda, chosen?.atEdge], [lambdas[best], 0]);
      const name = criterion === "gcv" ? "gcv" : "leaveOneOut";
      assertAlmostEquals(chosen![name], errors[best], 1e-9);
    }
  });
}

Deno.test("it is kernel ridge regression with the features' own kernel", () => {
  const z = fourierFeatures(features, data.x, 50);
  const own = Matrix.from1DArray(50, 256, z);
  const kernel = {
    name: "own",
    gram: () => Float64Array.from(own.mmul(own.transpose()).to1DArray()),
    times: (
      _x: Float64Array,
      n: number,
      _z: Float64Array,
      m: number,
      _d: number,
      c: Float64Array,
      q: number,
    ) =>
      Float64Array.from(
        own.mmul(own.transpose()).mmul(Matrix.from1DArray(m, q, c)).to1DArray().slice(0, n * q),
      ),
  };
  const dual = kernelRidge({ kernel, lambdas: [0.02], intercept: false })(data);
  const primal = randomFourier({ features, lambdas: [0.02] })(data);
  assert(maxDifference(primal.predict(data.x, 50), dual.predict(data.x, 50)) < 1e-10);
  assertEquals(primal.chosen, { lambda: 0.02 });
});

Deno.test("a stream always gives the same features, and another one others", () => {
  const again = drawFourierFeatures(2, 256, GAMMA, Stream.of("tests", "fourier draw"));
  assertEquals(again, features);
  const other = drawFourierFeatures(2, 256, GAMMA, Stream.of("tests", "another draw"));
  assert(maxDifference(other.frequencies, features.frequencies) > 0.1);
});

Deno.test("random Fourier features reject malformed input", () => {
  const random = Stream.of("tests", "errors");
  assertThrows(() => drawFourierFeatures(0, 4, 1, random), RangeError, "d is 0");
  assertThrows(() => drawFourierFeatures(2, 1.5, 1, random), RangeError, "count is 1.5");
  assertThrows(() => drawFourierFeatures(2, 4, 0, random), RangeError, "gamma is 0");
  assertThrows(() => randomFourier({ features, lambdas: [0] }), RangeError, "lambda is 0");
  assertThrows(() => randomFourier({ features, lambdas: [] }), RangeError, "lambdas is empty");
  const learner = randomFourier({ features, lambdas: [0.1] });
  assertRefusesMalformedData(learner, data);
  const wide = arbitraryData(10, 3, 1, random);
  assertThrows(() => learner(wide), RangeError, "there are 3 covariates");
});
