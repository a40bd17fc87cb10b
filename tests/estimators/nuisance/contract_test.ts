import { assert, assertEquals } from "@std/assert";
import { bellmanBasis } from "../../../estimators/nuisance/bellman_basis.ts";
import type { Learner } from "../../../estimators/nuisance/contract.ts";
import { gaussian, laplace, matern32, matern52 } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { nadarayaWatson } from "../../../estimators/nuisance/nadaraya_watson.ts";
import { nearestNeighbours } from "../../../estimators/nuisance/nearest_neighbours.ts";
import { nystroem } from "../../../estimators/nuisance/nystroem.ts";
import { penalisedLeastSquares } from "../../../estimators/nuisance/penalised_least_squares.ts";
import { cosineBasis } from "../../../estimators/nuisance/penalised_series.ts";
import { projectionSeries } from "../../../estimators/nuisance/projection_series.ts";
import { drawFourierFeatures, randomFourier } from "../../../estimators/nuisance/random_fourier.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { sumFourier } from "../../../estimators/nuisance/sum_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { arbitraryData, assertRefusesMalformedData } from "./support.ts";

const N = 50;
const data = arbitraryData(N, 2, 3, Stream.of("tests", "contract"));
const points = Stream.of("tests", "contract points").fillNormal(new Float64Array(2 * 13));
const basis = cosineBasis({ frequencies: 4, low: -5, high: 5, covariates: 2 });
const features = drawFourierFeatures(2, 40, 0.5, Stream.of("tests", "contract features"));

interface Candidate {
  readonly learner: Learner;
  /** Whether it chooses something by the outputs. */
  readonly chooses?: boolean;
  /** Whether a constant added to an output is added to the prediction; true unless said. */
  readonly shifts?: boolean;
}

const lambdas = [1e-3, 1e-2, 1e-1];
const LEARNERS: Record<string, Candidate> = {
  "linear ridge": { learner: ridge(1) },
  "sum-Fourier": { learner: sumFourier({ harmonics: 3, ridge: 1e-3 }) },
  "Bellman basis": { learner: bellmanBasis(0.5) },
  "kernel ridge": { learner: kernelRidge({ kernel: matern52(1), lambdas: [0.02] }) },
  "kernel ridge without intercept": {
    learner: kernelRidge({ kernel: matern32(1), lambdas: [0.02], intercept: false }),
    shifts: false,
  },
  "chosen kernel ridge": {
    learner: kernelRidge({ kernel: [gaussian(0.5), gaussian(2)], lambdas }),
    chooses: true,
  },
  "nystroem": { learner: nystroem({ kernel: laplace(1), rank: 20, lambdas: [0.02] }) },
  "chosen nystroem": {
    learner: nystroem({ kernel: laplace(1), rank: 20, lambdas }),
    chooses: true,
  },
  "random Fourier": { learner: randomFourier({ features, lambdas: [0.02] }), shifts: false },
  "chosen random Fourier": {
    learner: randomFourier({ features, lambdas, intercept: true }),
    chooses: true,
  },
  "Nadaraya–Watson": { learner: nadarayaWatson({ sigmas: [0.7] }) },
  "chosen Nadaraya–Watson": { learner: nadarayaWatson({ sigmas: [0.3, 1, 4] }), chooses: true },
  "nearest neighbours": { learner: nearestNeighbours({ neighbours: [5] }) },
  "chosen nearest neighbours": {
    learner: nearestNeighbours({ neighbours: [2, 5, 20] }),
    chooses: true,
  },
  "projection series": { learner: projectionSeries({ basis, sizes: [5] }) },
  "chosen projection series": {
    learner: projectionSeries({ basis, sizes: [1, 5, 9] }),
    chooses: true,
  },
  "penalised least squares": { learner: penalisedLeastSquares({ basis, lambdas: [0.02] }) },
  "chosen penalised least squares": {
    learner: penalisedLeastSquares({ basis, lambdas }),
    chooses: true,
  },
};

const outputs = (change: (y: number, c: number) => number) => ({
  ...data,
  y: data.y.map((y, at) => change(y, at % 3)),
});
const column = (values: Float64Array, c: number) => values.filter((_, at) => at % 3 === c);

for (const [name, { learner, chooses = false, shifts = true }] of Object.entries(LEARNERS)) {
  Deno.test(`${name}: a learner keeps the contract`, () => {
    const before = [data.x.slice(), data.y.slice()];
    const regression = learner(data);
    const prediction = regression.predict(points, 13);
    assertEquals(prediction.length, 39);
    assert(prediction.every(Number.isFinite));
    assertEquals([data.x, data.y], before, "its data are left as they were");

    assertEquals(learner(data).predict(points, 13), prediction, "a second fit has the same bits");
    const split = [
      regression.predict(points.slice(0, 10), 5),
      regression.predict(points.slice(10), 8),
    ];
    assert(maxDifference([...split[0], ...split[1]], prediction) < 1e-14, "points go one by one");
    assertEquals(regression.predict(new Float64Array(0), 0), new Float64Array(0));

    const { chosen = {} } = regression;
    assert(Object.values(chosen).every(Number.isFinite), "what was chosen are finite numbers");
    assertEquals("atEdge" in chosen, chooses);
    assertRefusesMalformedData(learner, data);
  });

  Deno.test(`${name}: outputs share their smoothing and do not mix`, () => {
    const prediction = learner(data).predict(points, 13);
    for (let c = 0; c < 3; c++) {
      const alone = learner({ ...data, q: 1, y: column(data.y, c) }).predict(points, 13);
      // a choice is made for all outputs together: with three alike it is that of one
      const alike = data.y.map((_, at) => data.y[at - at % 3 + c]);
      const together = chooses ? learner({ ...data, y: alike }).predict(points, 13) : prediction;
      assert(maxDifference(alone, column(together, c)) < 1e-12);
    }
    const order = [2, 0, 1];
    const y = data.y.map((_, at) => data.y[at - at % 3 + order[at % 3]]);
    const permuted = learner({ ...data, y }).predict(points, 13);
    for (let c = 0; c < 3; c++) {
      assert(maxDifference(column(permuted, c), column(prediction, order[c])) < 1e-12);
    }
  });

  Deno.test(`${name}: the fit follows an output's unit${shifts ? " and origin" : ""}`, () => {
    const prediction = learner(data).predict(points, 13);
    const scaled = learner(outputs((y, c) => c === 1 ? 1024 * y : y)).predict(points, 13);
    const expected = prediction.map((value, at) => at % 3 === 1 ? 1024 * value : value);
    assert(maxDifference(scaled, expected) < 1e-9);
    if (!shifts) return;
    const shifted = learner(outputs((y, c) => c === 2 ? y + 100 : y)).predict(points, 13);
    assert(maxDifference(shifted, prediction.map((v, at) => at % 3 === 2 ? v + 100 : v)) < 1e-9);
  });
}
