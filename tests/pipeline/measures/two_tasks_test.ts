import { assertAlmostEquals, assertEquals } from "@std/assert";
import { recommended } from "../../../pipeline/measures/two_tasks.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";

Deno.test("theory: the best q grows with the inner steps, and is 1 from a threshold on", () => {
  const best = (stepSize: number) =>
    Object.fromEntries(
      recommended({
        setting: "",
        level: stepSize,
        problem: { slopes: [0, 10], radius: 400, stepSize },
        within: [-50, 50],
      }).map(({ quantity, value }) => [quantity, value]),
    );
  const [small, large] = [best(0.001), best(0.05)];
  assertAlmostEquals(small.best_q_half!, 0.0107, 1e-4);
  assertAlmostEquals(small.best_q_two!, 0.0217, 1e-4);
  assertAlmostEquals(large.best_q_half!, 0.846, 1e-3);
  assertEquals(large.best_q_two, 1);
  // p = 1: q*² = C_det D² / (C_rnd (V² − D²)), with the moments at θ*, where both are from two numbers
  const { tasks, minimiser, contractions: p, parameters: { curvatures: a, slopes: b } } =
    counterExample({ slopes: [0, 10], radius: 400, stepSize: 0.001 });
  assertEquals(tasks.length, 2);
  const mean = (term: (i: number) => number): number => (term(0) + term(1)) / 2;
  const plain = (i: number): number => p[i]! * (a[i]! * minimiser - b[i]!);
  const exact = mean((i) => p[i]! * plain(i) * p[i]! * plain(i));
  const off = mean((i) => (p[i]! - 1) * plain(i) * (p[i]! - 1) * plain(i));
  assertAlmostEquals(small.best_q_local!, Math.sqrt(11 * off / (10 * (exact - off))), 1e-9);
});
