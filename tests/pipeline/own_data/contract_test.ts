import { assertEquals } from "@std/assert";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import type { OwnLosses } from "../../../pipeline/own_data/contract.ts";
import { ownProblem } from "../../../pipeline/own_data/problem.ts";

// that this file passes the type checker is a test, too: no argument needs a type of its own
const losses: OwnLosses = {
  columns: ["Y"],
  coordinates: ["a"],
  inner: (w, v, { Y }) => {
    const error = v - w[0] * Y;
    return { value: error * error / 2, v: error, vv: 1, vw: [-Y] };
  },
  outer: (_w, v, { Y }) => ({ value: (v - Y) * (v - Y) / 2, v: v - Y, vv: 1 }),
};

Deno.test("a typed losses file needs no types of arguments, and becomes a pair of losses", () => {
  const problem = ownProblem(losses, "mine.ts", { covariates: ["X"], points: [[2]] });
  assertEquals([problem.coordinates, problem.covariates, [...problem.at]], [["a"], ["X"], [2]]);
  assertEquals(problem.columns, ["Y"]);
  const { pair, at: w } = problem;
  const { inner, outer } = lossDerivatives(pair, w, Float64Array.of(1), Float64Array.of(3));
  assertEquals([inner.value[0], inner.v[0], inner.vv[0], inner.vw[0]], [12.5, -5, 1, -3]);
  assertEquals([outer.value[0], outer.v[0], outer.vv[0]], [2, -2, 1]);
});

Deno.test("a quadratic pair reads its slopes, its constant and its outcome, in this order", () => {
  const common = { covariates: ["X"], points: [[1, 2]] };
  const slopes = ["G", "H"];
  const problem = (constant?: string) =>
    ownProblem(
      { quadratic: { slopes, outcome: "Y", ...(constant === undefined ? {} : { constant }) } },
      "mine.ts",
      common,
    );
  assertEquals(problem().columns, ["G", "H", "Y"]);
  assertEquals(problem("T").columns, ["G", "H", "T", "Y"]);
  assertEquals(problem("T").coordinates, slopes);
});
