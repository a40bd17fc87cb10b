import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { counted, type Oracle, ORACLES } from "../../../problems/parametric/counted.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";

const sum = ridge(linearData({ n: 20, validation: 30, p: 3 }, Stream.of("counted")));
const whole = quadratic({ condition: 2, dy: 3, dx: 2 }, Stream.of("counted"));

Deno.test("nothing has been called at first, and nothing after a reset", () => {
  const { problem, counts, reset } = counted(sum);
  const none = Object.fromEntries(ORACLES.map((oracle) => [oracle, 0])) as Record<
    Oracle,
    number
  >;
  assertEquals(counts.calls, none);
  problem.outer.gradientY(problem.start.x, problem.start.y);
  problem.lower.hessian(problem.start.x, problem.start.y).times(new Float64Array(3));
  assertEquals(counts.calls, { ...none, outerGradientY: 1, hessian: 1, hessianVector: 1 });
  assertEquals(counts.samples, { ...none, outerGradientY: 30, hessian: 20, hessianVector: 20 });
  const { calls, samples } = counts;
  reset();
  assertEquals([counts.calls, counts.samples], [none, none]);
  assert(counts.calls === calls && counts.samples === samples);
});

Deno.test("a Hessian is counted once, and each of its vectors once", () => {
  const { problem, counts } = counted(sum);
  const { x, y } = problem.start;
  const hessian = problem.lower.hessian(x, y);
  hessian.times(new Float64Array(3));
  hessian.times(new Float64Array(12), 4);
  assertEquals([counts.calls.hessian, counts.calls.hessianVector], [1, 5]);
  assertEquals([counts.samples.hessian, counts.samples.hessianVector], [20, 100]);
});

Deno.test("minibatches count their rows, repeated ones too", () => {
  const { problem, counts } = counted(sum);
  const { x, y } = problem.start;
  const inner = problem.lowerSum!.batch(Uint32Array.of(0, 0, 5));
  inner.gradient(x, y);
  inner.gradientX(x, y);
  inner.cross(x, y, y);
  inner.value(x, y);
  inner.hessian(x, y).times(new Float64Array(6), 2);
  const outer = problem.outerSum!.batch(Uint32Array.of(7, 8));
  outer.value(x, y);
  outer.gradientX(x, y);
  outer.gradientY(x, y);
  assertEquals(counts.samples, {
    lowerValue: 3,
    lowerGradient: 3,
    lowerGradientX: 3,
    hessian: 3,
    hessianVector: 6,
    cross: 3,
    outerValue: 2,
    outerGradientX: 2,
    outerGradientY: 2,
  });
  assertEquals([problem.lowerSum!.size, problem.outerSum!.size], [20, 30]);
});

Deno.test("a problem that is no finite sum stays one, and counts one sample a call", () => {
  const { problem, counts } = counted(whole);
  assertEquals([problem.lowerSum, problem.outerSum], [undefined, undefined]);
  assert(!("lowerSum" in problem));
  problem.lower.gradient(problem.start.x, problem.start.y);
  assertEquals([counts.calls.lowerGradient, counts.samples.lowerGradient], [1, 1]);
});

Deno.test("exact solutions are truths and cost nothing", () => {
  const { problem, counts } = counted(sum);
  assertEquals(problem.exactLower(problem.start.x), sum.exactLower(sum.start.x));
  assertEquals(problem.exactGradient(problem.start.x), sum.exactGradient(sum.start.x));
  assertEquals(problem.curvature(problem.start.x), sum.curvature(sum.start.x));
  assert(Object.values(counts.calls).every((count) => count === 0));
});

Deno.test("each call reaches the problem once", () => {
  const inner = counted(sum);
  const outer = counted(inner.problem);
  const { lower, start } = outer.problem;
  const hessian = lower.hessian(start.x, start.y);
  hessian.times(new Float64Array(3));
  hessian.times(new Float64Array(6), 2);
  outer.problem.lowerSum!.batch(Uint32Array.of(3, 4)).cross(start.x, start.y, start.y);
  assertEquals(inner.counts, outer.counts);
});

Deno.test("two counted copies of one problem count apart", () => {
  const [first, second] = [counted(sum), counted(sum)];
  first.problem.lower.value(sum.start.x, sum.start.y);
  assertEquals([first.counts.calls.lowerValue, second.counts.calls.lowerValue], [1, 0]);
});
