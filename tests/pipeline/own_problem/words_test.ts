import { assertEquals } from "@std/assert";
import type { EndRow, Results } from "../../../pipeline/own_problem/results.ts";
import { methodCells } from "../../../pipeline/own_problem/report.ts";
import { recommendation, whatPassIs } from "../../../pipeline/own_problem/words.ts";

const end = (estimator: string, kind: string, step: number, at_end: boolean, value: number) =>
  ({ estimator, kind, step, at_end, value, diverged: 0, least: 1, started: 2 }) as EndRow;

function results(rows: number, ends: readonly EndRow[]): Results {
  const curvature = { least: 1, greatest: 2 };
  const diagnosis = { rows: { lower: rows, outer: rows }, curvature, gradientNorm: 0.5 };
  return { ends, errors: [], estimators: [], budget: 9, diagnosis } as unknown as Results;
}

Deno.test("a step and a radius at the end of their grids are told apart", () => {
  const told = (best: boolean, random: boolean): string[] =>
    recommendation(results(0, [
      end("shine", "whole", 0.5, best, 0.1),
      end("random-search", "neither", 4, random, 0.9),
    ])).filter((sentence) => /^(Its|Of the methods|Random search) /.test(sentence))
      .map((sentence) => sentence.split(" ").slice(0, 3).join(" "));
  assertEquals(told(false, false), ["Of the methods", "Random search leaves"]);
  assertEquals(told(true, true), [
    "Of the methods",
    "Its step, 0.5,",
    "Random search leaves",
    "Its radius, 4,",
  ]);
});

Deno.test("an F that hardly falls is said to leave little to choose", () => {
  const told = (started: number): number =>
    recommendation(results(0, [{ ...end("shine", "whole", 0.5, false, 0.1), started }]))
      .filter((sentence) => sentence.startsWith("F hardly depends on x here (‖∇F‖ is 0.5 ")).length;
  assertEquals([told(1.0005), told(1.002)], [1, 0]);
});

Deno.test("without rows a pass is a call", () => {
  assertEquals(whatPassIs(results(0, [])), "a pass is a call of the lower level");
  assertEquals(whatPassIs(results(8, [])), "a pass goes through the lower level's rows once");
});

Deno.test("the least share of the gap that is told is said to be at most that", () => {
  const cells = methodCells(results(0, [
    { ...end("itd", "whole", 1, false, 1e-4), low: null, high: null, objective: 1 },
    { ...end("shine", "whole", 1, false, 2e-4), low: null, high: null, objective: 1 },
  ]));
  assertEquals(cells.map(([, share]) => share), ["≤ 1.0e-4", "2.0e-4"]);
});

Deno.test("one step is one step", () => {
  const errors = [1, 2].map((effort) => ({
    estimator: "aid-fp",
    effort,
    passes: 4 * effort,
    error: effort === 1 ? 1e-3 : 1e-9,
    cosine: 1,
  }));
  const estimators = [{ name: "aid-fp", what: "steps" }];
  const said = recommendation(
    { ...results(0, []), errors, estimators, milliseconds: {} } as unknown as Results,
  ).join(" ");
  assertEquals(said.match(/aid-fp with \d lower-level steps? /g), [
    "aid-fp with 1 lower-level step ",
    "aid-fp with 2 lower-level steps ",
  ]);
});
