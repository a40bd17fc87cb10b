import { assert, assertEquals } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import type { KernelBilevelData } from "../../../estimators/functional/kernel_bilevel_data.ts";
import { published } from "../../../estimators/functional/plug_in.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { sineIVEndogenous } from "../../../problems/functional/sine_iv.ts";
import { sineIVKernelGradient } from "../../../problems/functional/sine_iv_kernel.ts";
import { kernelBilevel } from "./kernel_support.ts";
import { maxDifference, normals } from "./support.ts";

const D = 2;
const P = 3;
const LAMBDAS = [1e-4, 1e-2, 1];
const SIGMA = 0.9;
const options = { kernel: gaussian(SIGMA), lambdas: LAMBDAS };
const w = Float64Array.of(0.7, -1.1, 0.4);

function arbitrary(n: number, m: number, label: string): KernelBilevelData {
  const random = Stream.of("tests", "kbo", label);
  const draw = (name: string, size: number) => normals(size, random.split(name));
  return {
    inner: { n, x: draw("x", n * D) },
    target: { g: draw("g", n * P), t0: draw("t0", n) },
    outer: { n: m, x: draw("outer x", m * D), y: draw("y", m) },
  };
}

const data = arbitrary(40, 25, "data");
const withoutT0 = { ...data, target: { ...data.target, t0: new Float64Array(40) } };

/** K(a, X). */
function kernelMatrix(a: Float64Array, inner: KernelBilevelData["inner"]): Matrix {
  const row = (x: Float64Array, i: number) => [...x.subarray(i * D, (i + 1) * D)];
  const out = Matrix.zeros(a.length / D, inner.n);
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j < inner.n; j++) {
      const other = row(inner.x, j);
      const squares = row(a, i).reduce((sum, v, k) => sum + (v - other[k]) * (v - other[k]), 0);
      out.set(i, j, Math.exp(-squares / (2 * SIGMA * SIGMA)));
    }
  }
  return out;
}

/** Ĉ and the smooth of T_0 by a dense solver: m×(p + 1). */
function smooth({ inner, target, outer }: KernelBilevelData, lambda: number): Matrix {
  const outputs = Matrix.zeros(inner.n, P + 1);
  for (let i = 0; i < inner.n; i++) {
    outputs.setRow(i, [...target.g.subarray(i * P, (i + 1) * P), target.t0[i]]);
  }
  const shifted = kernelMatrix(inner.x, inner).add(Matrix.eye(inner.n).mul(inner.n * lambda));
  return kernelMatrix(outer.x, inner).mmul(solve(shifted, outputs));
}

/** −(1/n) G'a with a = −(n/m)(K + nλI)⁻¹ K(X, X̃)(ĥ − Ỹ) at the inner points, which forms no Ĉ. */
function adjointGradient({ inner, target, outer }: KernelBilevelData, lambda: number): number[] {
  const shifted = kernelMatrix(inner.x, inner).add(Matrix.eye(inner.n).mul(inner.n * lambda));
  const across = kernelMatrix(outer.x, inner);
  const g = Matrix.from1DArray(inner.n, P, target.g);
  const targetAtW = g.mmul(Matrix.columnVector(w)).add(Matrix.columnVector(target.t0));
  const residual = across.mmul(solve(shifted, targetAtW)).sub(Matrix.columnVector(outer.y));
  const a = solve(shifted, across.transpose().mmul(residual)).mul(-inner.n / outer.n);
  return g.transpose().mmul(a).div(-inner.n).to1DArray();
}

/** F̂(w) = ‖h_w(X̃) − Ỹ‖²/(2m). */
function objective(values: KernelBilevelData, lambda: number, at: Float64Array): number {
  const residual = smooth(values, lambda).mmul(Matrix.columnVector([...at, 1]))
    .sub(Matrix.columnVector(values.outer.y)).to1DArray();
  return residual.reduce((sum, value) => sum + value * value, 0) / (2 * values.outer.n);
}

for (const [name, values] of [["with", data], ["without", withoutT0]] as const) {
  Deno.test(`kernel bilevel is Ĉ'(ĥ − Ỹ)/m by a dense solver, ${name} T_0`, () => {
    const estimates = kernelBilevel(values, w, options);
    LAMBDAS.forEach((lambda, l) => {
      const columns = smooth(values, lambda);
      const residual = columns.mmul(Matrix.columnVector([...w, 1]))
        .sub(Matrix.columnVector(values.outer.y));
      const expected = columns.transpose().mmul(residual).div(25).to1DArray().slice(0, P);
      assert(maxDifference(estimates[l].gradient, expected) < 1e-11);
    });
  });

  Deno.test(`kernel bilevel is −(1/n) Σ_i G_i a(x_i), its adjoint form, ${name} T_0`, () => {
    const forward = kernelBilevel(values, w, options);
    LAMBDAS.forEach((lambda, l) => {
      assert(maxDifference(adjointGradient(values, lambda), forward[l].gradient) < 1e-10);
    });
  });
}

Deno.test("kernel bilevel differentiates the empirical objective", () => {
  const estimates = kernelBilevel(data, w, options);
  LAMBDAS.forEach((lambda, l) => {
    const differences = w.map((_, k) => {
      // the objective is quadratic, so central differences are exact
      const at = (step: number) => objective(data, lambda, w.map((v, i) => i === k ? v + step : v));
      return (at(0.5) - at(-0.5)) / 1;
    });
    assert(maxDifference(estimates[l].gradient, differences) < 1e-11);
  });
});

Deno.test("kernel bilevel is the published plug-in with kernel ridge nuisances", () => {
  const inner = { ...data.inner, t: new Float64Array(0), y: new Float64Array(40) };
  const unused = { g: new Float64Array(25 * P), t0: new Float64Array(25) };
  const estimates = kernelBilevel(data, w, options);
  LAMBDAS.forEach((lambda, l) => {
    const learner = kernelRidge({ kernel: options.kernel, lambdas: [lambda], intercept: false });
    const { means } = sampleSplit(inner, data.target, data.outer, learner);
    const evaluation = outerEvaluation(unused, data.outer.y, w);
    const plugIn = published(evaluation, nuisanceValues(means, w));
    assert(maxDifference(estimates[l].gradient, plugIn.gradient) < 1e-10);
  });
});

Deno.test("kernel bilevel leaves no gradient as λ → ∞", () => {
  const [estimate] = kernelBilevel(data, w, { ...options, lambdas: [1e12] });
  assertEquals(estimate.gradient.length, P);
  assert(estimate.gradient.every((value) => Math.abs(value) < 1e-10));
});

Deno.test("without noise, kernel bilevel approaches the exact regularised gradient", () => {
  const point = sineIVEndogenous.outerPoint;
  const settings = { kernel: gaussian(0.5), lambdas: [1e-3, 1e-1] };
  const exact = settings.lambdas.map((lambda) =>
    sineIVKernelGradient(point, { lambda, sigma: 0.5 })
  );
  // mean over replications of the squared distance to the exact gradient
  const distance = (n: number, replications: number) => {
    const sums = [0, 0];
    for (let r = 0; r < replications; r++) {
      const random = Stream.of("tests", "proxy", n, r);
      const inner = sineIVEndogenous.sample(n, random.split("inner"));
      const outer = sineIVEndogenous.sample(n, random.split("outer"));
      const target = { g: sineIVEndogenous.conditionalMeans(inner.x).j, t0: new Float64Array(n) };
      const y = sineIVEndogenous.conditionalMeans(outer.x).m;
      kernelBilevel({ inner, target, outer: { ...outer, y } }, point, settings)
        .forEach(({ gradient }, l) => {
          gradient.forEach((value, k) => {
            sums[l] += (value - exact[l][k]) * (value - exact[l][k]) / replications;
          });
        });
    }
    return sums.map(Math.sqrt);
  };
  const small = distance(100, 40);
  const large = distance(800, 5);
  for (let l = 0; l < 2; l++) assert(large[l] < 0.6 * small[l], `${small} then ${large}`);
  assert(large[1] < 0.02, `${large}`);
});

Deno.test("figure 3: kernel bilevel has the published errors at n = 600 + 600", () => {
  const point = sineIVEndogenous.outerPoint;
  const psi = sineIVEndogenous.gradient(point);
  const published: [number, number][] = [[1e-5, 0.0801], [1e-4, 0.0510], [1e-3, 0.0995]];
  const settings = { kernel: gaussian(0.5), lambdas: published.map(([lambda]) => lambda) };
  const replications = 30;
  const errors = published.map((): number[] => []);
  for (let r = 0; r < replications; r++) {
    const random = Stream.of("tests", "figure 3 kernel", r);
    const inner = sineIVEndogenous.sample(600, random.split("inner"));
    const outer = sineIVEndogenous.sample(600, random.split("outer"));
    const target = sineIVEndogenous.innerTarget(inner);
    kernelBilevel({ inner, target, outer }, point, settings).forEach(({ gradient }, l) => {
      errors[l].push(gradient.reduce((sum, v, k) => sum + (v - psi[k]) * (v - psi[k]), 0));
    });
  }
  published.forEach(([lambda, rmse], l) => {
    const mean = errors[l].reduce((sum, value) => sum + value, 0) / replications;
    const squares = errors[l].reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    const sd = Math.sqrt(squares / (replications - 1));
    const z = (mean - rmse * rmse) / (sd * Math.sqrt(1 / replications + 1 / 300));
    assert(Math.abs(z) < 4, `λ = ${lambda}: ${Math.sqrt(mean)} against ${rmse}, z = ${z}`);
  });
});
