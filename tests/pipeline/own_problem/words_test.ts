import { assertEquals } from "@std/assert";
import type { EndRow, Results } from "../../../pipeline/own_problem/results.ts";
import { recommendation, whatPassIs } from "../../../pipeline/own_problem/words.ts";

const end = (estimator: string, kind: string, step: number, at_end: boolean, value: number) =>
  ({ estimator, kind, step, at_end, value, diverged: 0, least: 1, started: 2 }) as EndRow;

function results(rows: number, ends: readonly EndRow[]): Results {
  const diagnosis = { rows: { lower: rows, outer: rows }, curvature: { least: 1, greatest: 2 } };
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

Deno.test("without rows a pass is a call", () => {
  assertEquals(whatPassIs(results(0, [])), "a pass is a call of the lower level");
  assertEquals(whatPassIs(results(8, [])), "a pass goes through the lower level's rows once");
});
