import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import { denseHessian } from "../../../problems/parametric/hessian_systems.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import { battery } from "./battery.ts";
import { assertSame, dot } from "./finite_differences.ts";

const problem = quadratic({ condition: 30, dy: 9, dx: 5 }, Stream.of("quadratic"));
battery("quadratic", problem);
battery(
  "quadratic, more outer than inner variables",
  quadratic(
    { condition: 1000, dy: 3, dx: 8 },
    Stream.of("wide"),
  ),
);
battery("quadratic, one of each", quadratic({ condition: 1, dy: 1, dx: 1 }, Stream.of("one")));

Deno.test("the Hessian has the eigenvalues asked for, in equal logarithmic steps", () => {
  for (const [condition, dy] of [[1, 1], [1, 4], [10, 2], [3000, 31]]) {
    const { lower, start, curvature } = quadratic({ condition, dy, dx: 2 }, Stream.of("spectrum"));
    const hessian = denseHessian(lower.hessian(start.x, start.y), dy);
    const matrix = Matrix.from1DArray(dy, dy, Array.from(hessian));
    const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
    assertEquals(curvature(start.x), { mu: 1 / condition, L: 1 });
    realEigenvalues.sort((a, b) => b - a).forEach((value, i) => {
      const expected = Math.exp(-Math.log(condition) * i / Math.max(1, dy - 1));
      assertAlmostEquals(value, expected, 1e-14);
    });
  }
});

Deno.test("the basis is random and the axes are not special", () => {
  const offDiagonal = ["a", "b"].map((seed) => {
    const { lower, start } = quadratic({ condition: 100, dy: 20 }, Stream.of(seed));
    return denseHessian(lower.hessian(start.x, start.y), 20)[1];
  });
  assert(offDiagonal[0] !== offDiagonal[1] && offDiagonal.every((value) => value !== 0));
});

Deno.test("whatever κ is, y* is of order one and ∇F has Lipschitz constant one", () => {
  for (const condition of [1, 10, 1000, 1e5]) {
    const { start, exactGradient, exactLower, outerCurvature, minimiser } = quadratic(
      { condition },
      Stream.of("scale"),
    );
    const origin = exactGradient(start.x);
    const columns = Array.from({ length: 10 }, (_, k) => {
      const unit = new Float64Array(10);
      unit[k] = 1;
      return Array.from(exactGradient(unit), (value, j) => value - origin[j]);
    });
    const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(columns), {
      assumeSymmetric: true,
    });
    const [least, greatest] = [Math.min(...realEigenvalues), Math.max(...realEigenvalues)];
    assert(greatest <= 1 + 1e-12 && greatest > 0.995, `${condition}: ${greatest}`);
    assert(outerCurvature.mu <= least * (1 + 1e-9), `${outerCurvature.mu} against ${least}`);
    assert(outerCurvature.mu > 0.99 * least, `${outerCurvature.mu} against ${least}`);
    assertEquals(outerCurvature.L, 1);
    const y = exactLower(minimiser);
    const size = Math.sqrt(dot(y, y) / 30);
    assert(size > 0.02 && size < 5, `${condition}: ‖y*‖ = ${size}`);
  }
});

Deno.test("whatever κ is, y* moves with x by a factor of order one", () => {
  for (const condition of [1, 10, 1000, 1e5]) {
    const { start, exactLower } = quadratic({ condition }, Stream.of("response"));
    const origin = exactLower(start.x);
    const moved = exactLower(Float64Array.from(start.x, (_, k) => k === 3 ? 1 : 0));
    const response = moved.map((value, l) => value - origin[l]);
    const size = Math.sqrt(dot(response, response));
    assert(size > 0.05 && size < 3, `${condition}: ${size}`);
  }
});

Deno.test("the outer objective depends on x and y together", () => {
  const y = Stream.of("y").fillNormal(new Float64Array(9));
  const [a, b] = [problem.start.y, y].map((at) => problem.outer.gradientX(problem.start.x, at));
  assert(a.some((value, k) => value !== b[k]));
});

Deno.test("a large basis is orthogonal to rounding", () => {
  const dy = 150;
  const { lower, start } = quadratic({ condition: 1, dy, dx: 1 }, Stream.of("large"));
  const hessian = denseHessian(lower.hessian(start.x, start.y), dy);
  const identity = hessian.map((_, at) => at % (dy + 1) === 0 ? 1 : 0);
  assertSame("H", hessian, identity, 12);
});

Deno.test("the gradient vanishes at the minimiser", () => {
  for (const condition of [1, 10, 1000]) {
    const { minimiser, exactGradient } = quadratic({ condition }, Stream.of("minimiser"));
    const gradient = exactGradient(minimiser);
    assertSame("∇F", gradient.map((value) => value + 1), new Float64Array(10).fill(1));
  }
});

Deno.test("the same source gives the same problem", () => {
  const [a, b, c] = ["s", "s", "t"].map((seed) =>
    quadratic({ condition: 7 }, Stream.of(seed)).minimiser
  );
  assertEquals(a, b);
  assert(a[0] !== c[0]);
});

Deno.test("options that are none are refused", () => {
  const make = (options: Parameters<typeof quadratic>[0]) => () =>
    quadratic(options, Stream.of("bad"));
  assertThrows(make({ condition: 0.5 }), RangeError, "condition is 0.5");
  assertThrows(make({ condition: NaN }), RangeError, "condition is NaN");
  assertThrows(make({ condition: 2, dy: 1 }), RangeError, "dy is 1");
  assertThrows(make({ condition: 2, dx: 0 }), RangeError, "dx is 0");
});
