import { assert } from "@std/assert";
import {
  poissonLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { weightedKernelRidge } from "../nuisance/weighted_kernel_ridge.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { simulate, splines } from "./cleaning_support.ts";

const logistic = weightedLogisticLosses(2);

function coverageError(replications: number): number {
  return Math.sqrt(0.95 * 0.05 / replications);
}

const SIZES = [
  { n: 400, replications: 500 },
  { n: 800, replications: 500 },
  { n: 1600, replications: 300 },
  { n: 3200, replications: 200 },
];

for (const { n, replications } of SIZES) {
  Deno.test(`hyper-cleaning, n = ${n}, ${replications} replications: coverage and efficiency`, () => {
    const { orthogonal, forward, adjoint, oracle } = simulate(
      hyperCleaning,
      logistic,
      splines(n),
      n,
      replications,
    );
    const error = coverageError(replications);
    for (let k = 0; k < 2; k++) {
      for (const { coverage } of [oracle, orthogonal]) {
        assert(Math.abs(coverage[k] - 0.95) < 4 * error, `coverage ${coverage[k]}`);
      }
      assert(forward.coverage[k] < 0.55, `forward coverage ${forward.coverage[k]}`);
      assert(Math.abs(adjoint.bias[k]) > 1.5 * Math.abs(orthogonal.bias[k]));
      const excess = orthogonal.relativeError[k] - 1;
      assert(excess < 150 / n + 4 * Math.sqrt(2 / replications), `excess error ${excess}`);
    }
  });
}

Deno.test("hyper-cleaning, penalty fifty times too large: no estimator recovers from a bad h", () => {
  const n = 3200;
  const replications = 100;
  const { orthogonal, forward } = simulate(
    hyperCleaning,
    logistic,
    splines(n, 50),
    n,
    replications,
  );
  // the remainder is quadratic in the error of h, which must therefore be o(n^-1/4)
  const coverage = orthogonal.coverage[1];
  assert(coverage < 0.95 - 4 * coverageError(replications), `coverage ${coverage}`);
  assert(forward.coverage[1] < coverage / 2, `forward coverage ${forward.coverage[1]}`);
});

Deno.test("hyper-cleaning with kernel ridge regression: orthogonal intervals hold the truth", () => {
  const learner = weightedKernelRidge({ kernel: gaussian(0.5), lambda: 3e-3 });
  const { orthogonal, forward } = simulate(hyperCleaning, logistic, learner, 400, 60);
  for (let k = 0; k < 2; k++) {
    const coverage = orthogonal.coverage[k];
    assert(Math.abs(coverage - 0.95) < 4 * coverageError(60), `coverage ${coverage}`);
    assert(forward.coverage[k] < 0.65, `forward coverage ${forward.coverage[k]}`);
  }
});

Deno.test("poisson cleaning, n = 1600: the plug-ins' bias outlives a fourfold sample", () => {
  const replications = 300;
  const { orthogonal, forward, adjoint } = simulate(
    poissonCleaning,
    poissonLosses(2),
    splines(1600),
    1600,
    replications,
  );
  for (let k = 0; k < 2; k++) {
    const coverage = orthogonal.coverage[k];
    assert(Math.abs(coverage - 0.95) < 4 * coverageError(replications), `coverage ${coverage}`);
    const excess = orthogonal.relativeError[k] - 1;
    assert(excess < 0.1 + 4 * Math.sqrt(2 / replications), `excess error ${excess}`);
  }
  for (const plugIn of [forward, adjoint]) {
    assert(plugIn.coverage[0] < 0.8, `plug-in coverage ${plugIn.coverage[0]}`);
    assert(Math.abs(plugIn.bias[0]) > 3 * Math.abs(orthogonal.bias[0]));
  }
});
