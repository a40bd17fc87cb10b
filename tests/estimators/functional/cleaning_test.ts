import { assert } from "@std/assert";
import {
  poissonLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { simulate, splines } from "./cleaning_support.ts";

const REPLICATIONS = 150;
/** Monte Carlo error of a coverage of 0.95, and of a mean squared error of 1. */
const COVERAGE_ERROR = Math.sqrt(0.95 * 0.05 / REPLICATIONS);
const SQUARE_ERROR = Math.sqrt(2 / REPLICATIONS);

Deno.test("hyper-cleaning, n = 400: orthogonal intervals hold the truth, forward ones do not", () => {
  const n = 400;
  const losses = weightedLogisticLosses(2);
  const results = simulate(hyperCleaning, losses, splines(n), n, REPLICATIONS);
  for (let k = 0; k < 2; k++) {
    const { orthogonal, forward, oracle } = results;
    for (const { coverage } of [oracle, orthogonal]) {
      assert(Math.abs(coverage[k] - 0.95) < 4 * COVERAGE_ERROR, `coverage ${coverage[k]}`);
    }
    // the learned functions' errors add to the squared error at that size
    const excess = orthogonal.relativeError[k] - 1;
    assert(excess < 0.4 + 4 * SQUARE_ERROR * 1.4, `excess error ${excess}`);
    assert(forward.coverage[k] < 0.65, `forward coverage ${forward.coverage[k]}`);
  }
  // in units of the efficient standard error, the bias of the second coordinate without jackknife
  // is −0.26; its difference to that with it varies little, the estimates being nearly equal
  const unit = Math.sqrt(hyperCleaning.efficiencyBound(hyperCleaning.outerPoint)[3] / n);
  const removed = (results.orthogonal.bias[1] - results.plain.bias[1]) / unit;
  assert(removed > 0.2 && removed < 0.5, `the jackknife removed ${removed}`);
});

Deno.test("poisson cleaning: orthogonality removes the plug-ins' bias", () => {
  const n = 400;
  const losses = poissonLosses(2);
  const { orthogonal, forward, adjoint } = simulate(
    poissonCleaning,
    losses,
    splines(n),
    n,
    REPLICATIONS,
  );
  for (let k = 0; k < 2; k++) {
    const coverage = orthogonal.coverage[k];
    assert(Math.abs(coverage - 0.95) < 4 * COVERAGE_ERROR, `coverage ${coverage}`);
  }
  for (const plugIn of [forward, adjoint]) {
    assert(plugIn.coverage[0] < 0.8, `plug-in coverage ${plugIn.coverage[0]}`);
    assert(Math.abs(plugIn.bias[0]) > 2 * Math.abs(orthogonal.bias[0]));
    assert(plugIn.relativeError[0] > 1.3 * orthogonal.relativeError[0]);
  }
});
