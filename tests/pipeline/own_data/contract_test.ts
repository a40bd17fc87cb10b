import { assertAlmostEquals, assertEquals } from "@std/assert";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import type { OwnLosses } from "../../../pipeline/own_data/contract.ts";
import { ownProblem } from "../../../pipeline/own_data/problem.ts";

// that this file passes the type checker is a test, too: no argument needs a type of its own
const losses: OwnLosses = {
  columns: ["Y"],
  coordinates: ["a"],
  inner: (w, v, { Y }) => (v - w[0] * Y) * (v - w[0] * Y) / 2,
  outer: (_w, v, { Y }) => ({ value: (v - Y) * (v - Y) / 2, v: v - Y, vv: 1 }),
};

Deno.test("a typed losses file needs no types of arguments, and becomes a pair of losses", () => {
  const problem = ownProblem(losses, "mine.ts", { covariates: ["X"], at: [2] });
  assertEquals([problem.coordinates, problem.covariates, [...problem.at]], [["a"], ["X"], [2]]);
  assertEquals(problem.columns, ["Y"]);
  if (problem.model.kind !== "general") throw new Error("a pair of losses is general");
  const at = lossDerivatives(
    problem.model.pair,
    problem.at,
    Float64Array.of(1),
    Float64Array.of(3),
  );
  assertAlmostEquals(at.inner.vw[0], -3, 1e-9);
  assertAlmostEquals(at.inner.v[0], -5, 1e-9);
  assertEquals(at.outer.v[0], -2);
});

Deno.test("a quadratic pair reads its slopes, its constant and its outcome, in this order", () => {
  const common = { covariates: ["X"], at: [1, 2] };
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
