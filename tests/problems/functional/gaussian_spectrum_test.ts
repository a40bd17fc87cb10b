import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { gaussHermiteNormal } from "../../../numerics/quadrature.ts";
import {
  gaussianSpectrum,
  linearEnergy,
  productEnergy,
  ridgeFilter,
  waveEnergy,
} from "../../../problems/functional/gaussian_spectrum.ts";

const SIGMAS = [0.2, 0.5, 1, 2, 5];
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** Eigenvalues in decreasing order, and squared coefficients of functions, by quadrature. */
function numerical(sigma: number, functions: ((x: number) => number)[]) {
  const { nodes, weights } = gaussHermiteNormal(120);
  const root = weights.map(Math.sqrt);
  const kernel = Matrix.zeros(120, 120);
  for (let i = 0; i < 120; i++) {
    for (let j = 0; j < 120; j++) {
      const difference = nodes[i] - nodes[j];
      kernel.set(
        i,
        j,
        root[i] * root[j] * Math.exp(-difference * difference / (2 * sigma * sigma)),
      );
    }
  }
  const eigen = new EigenvalueDecomposition(kernel, { assumeSymmetric: true });
  const order = eigen.realEigenvalues.map((_, k) => k)
    .sort((a, b) => eigen.realEigenvalues[b] - eigen.realEigenvalues[a]).slice(0, 8);
  return {
    eigenvalues: order.map((k) => eigen.realEigenvalues[k]),
    energies: functions.map((f) =>
      order.map((k) => {
        let coefficient = 0;
        nodes.forEach((x, i) => coefficient += root[i] * f(x) * eigen.eigenvectorMatrix.get(i, k));
        return coefficient * coefficient;
      })
    ),
  };
}

Deno.test("the Gaussian kernel's eigenvalues sum to its trace, 1", () => {
  for (const sigma of SIGMAS) {
    const { largest, ratio } = gaussianSpectrum(sigma);
    assertAlmostEquals(largest / (1 - ratio), 1, 1e-14);
  }
});

Deno.test("energies of waves, of the constant and of x sum to 1", () => {
  for (const sigma of SIGMAS) {
    const spectrum = gaussianSpectrum(sigma);
    for (const frequency of [0, 0.7, 2]) {
      assertAlmostEquals(sum(waveEnergy(spectrum, frequency, 600)), 1, 1e-12);
    }
    assertAlmostEquals(sum(linearEnergy(spectrum, 600)), 1, 1e-12);
  }
});

Deno.test("x has odd degrees only, the constant even ones", () => {
  const spectrum = gaussianSpectrum(1);
  waveEnergy(spectrum, 0, 20).forEach((e, k) => assert(k % 2 === 0 ? e > 0 : e === 0));
  linearEnergy(spectrum, 20).forEach((e, k) => assert(k % 2 === 1 ? e > 0 : e === 0));
});

Deno.test("spectrum and energies are those of a numerical eigen-decomposition", () => {
  for (const sigma of [0.5, 2]) {
    const spectrum = gaussianSpectrum(sigma);
    const { eigenvalues, energies } = numerical(sigma, [
      () => 1,
      (x) => x,
      (x) => Math.cos(0.7 * x),
      (x) => Math.sin(0.7 * x),
    ]);
    const wave = waveEnergy(spectrum, 0.7, 8);
    const constant = waveEnergy(spectrum, 0, 8);
    const linear = linearEnergy(spectrum, 8);
    let eigenvalue = spectrum.largest;
    for (let k = 0; k < 8; k++) {
      assertAlmostEquals(eigenvalues[k], eigenvalue, 1e-13);
      assertAlmostEquals(energies[0][k], constant[k], 1e-10);
      assertAlmostEquals(energies[1][k], linear[k], 1e-10);
      assertAlmostEquals(energies[2][k] + energies[3][k], wave[k], 1e-10);
      eigenvalue *= spectrum.ratio;
    }
  }
});

Deno.test("energies of products are convolutions, filters fall with the degree", () => {
  const a = Float64Array.of(1, 2, 3);
  assertEquals(productEnergy([a, Float64Array.of(1, 1, 0)]), Float64Array.of(1, 3, 5));
  assertEquals(productEnergy([a]), a);
  const spectrum = gaussianSpectrum(1);
  const filter = ridgeFilter(spectrum, 2, 0.01, 30);
  const first = spectrum.largest * spectrum.largest;
  assertAlmostEquals(filter[0], first / (first + 0.01), 1e-15);
  assert(filter.every((f, s) => f > 0 && f < 1 && (s === 0 || f < filter[s - 1])));
});

Deno.test("the Gaussian spectrum rejects malformed input", () => {
  for (const bad of [0, -1, NaN]) {
    assertThrows(() => gaussianSpectrum(bad), RangeError, `sigma is ${bad}`);
    assertThrows(
      () => ridgeFilter(gaussianSpectrum(1), 1, bad, 5),
      RangeError,
      `lambda is ${bad}`,
    );
  }
  assertThrows(() => ridgeFilter(gaussianSpectrum(1), 1, 1, 1.5), RangeError, "terms is 1.5");
});
