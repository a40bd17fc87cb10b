import { assert } from "@std/assert";
import {
  poissonLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import {
  cosineBasis,
  penalisedSeries,
  ratePenalty,
} from "../../../estimators/nuisance/penalised_series.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { simulate } from "./cleaning_support.ts";

const REPLICATIONS = 150;
/** Monte Carlo error of a coverage of 0.95, and of a mean squared error of 1. */
const COVERAGE_ERROR = Math.sqrt(0.95 * 0.05 / REPLICATIONS);
const SQUARE_ERROR = Math.sqrt(2 / REPLICATIONS);

const basis = cosineBasis({ frequencies: 20, low: -1, high: 1 });
const series = (n: number) => penalisedSeries(basis, ratePenalty(n));

// what the learners' errors take from the coverage, and add to the squared error, at that size
for (const [n, lost, added] of [[400, 0.05, 0.4], [800, 0.02, 0.1]]) {
  Deno.test(`hyper-cleaning, n = ${n}: orthogonal intervals hold the truth, forward ones do not`, () => {
    const losses = weightedLogisticLosses(2);
    const results = simulate(hyperCleaning, losses, series(n), n, REPLICATIONS);
    for (let k = 0; k < 2; k++) {
      const { orthogonal, forward, oracle } = results;
      assert(Math.abs(oracle.coverage[k] - 0.95) < 4 * COVERAGE_ERROR);
      const coverage = orthogonal.coverage[k];
      assert(coverage > 0.95 - lost - 4 * COVERAGE_ERROR, `coverage ${coverage}`);
      const excess = orthogonal.relativeError[k] - 1;
      assert(excess < added + 4 * SQUARE_ERROR * (1 + added), `excess error ${excess}`);
      assert(forward.coverage[k] < 0.6, `forward coverage ${forward.coverage[k]}`);
    }
  });
}

Deno.test("poisson cleaning: orthogonality removes the plug-ins' bias", () => {
  const n = 400;
  const { orthogonal, forward, adjoint } = simulate(
    poissonCleaning,
    poissonLosses(2),
    series(n),
    n,
    REPLICATIONS,
  );
  for (let k = 0; k < 2; k++) {
    assert(orthogonal.coverage[k] > 0.95 - 0.05 - 4 * COVERAGE_ERROR);
  }
  for (const plugIn of [forward, adjoint]) {
    assert(plugIn.coverage[0] < 0.65, `plug-in coverage ${plugIn.coverage[0]}`);
    assert(Math.abs(plugIn.bias[0]) > 2 * Math.abs(orthogonal.bias[0]));
    assert(plugIn.relativeError[0] > 1.5 * orthogonal.relativeError[0]);
  }
});
