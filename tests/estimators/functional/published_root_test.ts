/**
 * Reruns of cells of the published root experiment, figure 4. Cells are compared at z = 4, with our
 * own standard deviation over replications for both sides.
 */
import { assert } from "@std/assert";
import { crossFit, randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { kernelBilevelRoot } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import { orthogonalRoot, plugInRoot } from "../../../estimators/functional/root.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";

const PUBLISHED_REPLICATIONS = 300;
/** Published root mean squared errors: plug-in, orthogonal, oracle, KBO at λ = 0.01 and decaying. */
const PUBLISHED: [number, number, number[]][] = [
  [100, 300, [0.0107, 0.0056, 0.0056, 0.2920, 0.1660]],
  [200, 200, [0.0056, 0.0038, 0.0038, 0.2610, 0.1121]],
  [400, 60, [0.0035, 0.0029, 0.0029, 0.2514, 0.0792]],
];
const NAMES = ["plug-in", "orthogonal", "oracle", "kernel", "kernel, decaying"];

for (const [n, replications, cells] of PUBLISHED) {
  Deno.test(`figure 4 at n = ${n}: roots have the published errors`, () => {
    const lambdas = [0.01, 0.05 * Math.exp(-0.6 * Math.log(n))];
    const errors = NAMES.map((): number[] => []);
    for (let r = 0; r < replications; r++) {
      const random = Stream.of("tests", "figure 4", n, r);
      const sample = linearIV.sample(n, random.split("sample"));
      const inner = linearIV.innerTarget(sample);
      const fold = randomFolds(n, 2, random.split("folds"));
      const { means } = crossFit(sample, inner, fold, ridge(1e-8));
      const outer = linearIV.sample(n, random.split("outer"));
      const data = { inner: sample, target: inner, outer };
      const estimates = [
        plugInRoot(sample.y, means, inner),
        orthogonalRoot(sample.y, means, inner),
        orthogonalRoot(sample.y, linearIV.conditionalMeans(sample.x), inner),
        ...kernelBilevelRoot(data, { kernel: gaussian(2), lambdas }),
      ];
      estimates.forEach(({ root }, e) => {
        errors[e].push((root[0] - linearIV.root[0]) * (root[0] - linearIV.root[0]));
      });
    }
    NAMES.forEach((name, e) => {
      const mean = errors[e].reduce((sum, value) => sum + value, 0) / replications;
      const squares = errors[e].reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
      const sd = Math.sqrt(squares / (replications - 1));
      const error = sd * Math.sqrt(1 / replications + 1 / PUBLISHED_REPLICATIONS);
      const z = (mean - cells[e] * cells[e]) / error;
      assert(Math.abs(z) < 4, `${name}: ${Math.sqrt(mean)} against ${cells[e]}, z = ${z}`);
    });
  });
}
