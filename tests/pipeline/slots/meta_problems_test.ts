import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { drawnTasksProblem } from "../../../pipeline/slots/meta_problems.ts";
import type { CounterExample } from "../../../problems/parametric/counter_example.ts";

const within = { curvature: [0.25, 0.75], around: 5 } as const;

Deno.test("drawn tasks: curvatures within their bounds, misled by as much, started near the minimiser", () => {
  const seen = new Set<number>();
  for (let i = 0; i < 50; i++) {
    const random = Stream.of("tests", "drawn", i);
    const problem = drawnTasksProblem({ ...within, gap: [0.75, 1.25] }, random);
    const family = problem.family as CounterExample;
    const [least, most] = family.parameters.curvatures;
    assert(least >= 0.25 && least <= 0.75 && most - least >= 0.75 && most - least <= 1.25);
    assertAlmostEquals(Math.abs(family.derivative(family.firstOrderPoint)), Math.sqrt(0.12), 1e-10);
    assert(Math.abs(problem.start[0]! - family.minimiser) <= 5);
    const slope = family.derivative(problem.start[0]!);
    assertEquals(problem.squaredGradient!(problem.start), slope * slope);
    seen.add(least);
  }
  assertEquals(seen.size, 50);
});

Deno.test("drawn tasks with equal curvatures: minimisers as far apart as asked, nobody is misled", () => {
  const problem = drawnTasksProblem({ ...within, gap: [0, 0], apart: 6 }, Stream.of("equal"));
  const family = problem.family as CounterExample;
  assertAlmostEquals(family.minimiser, 3, 1e-12);
  assertAlmostEquals(family.firstOrderPoint, 3, 1e-12);
});
