import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { remembered } from "../../../problems/parametric/remembered.ts";

Deno.test("a value is computed once a point, and anew where any number has changed", () => {
  let calls = 0;
  const f = remembered((x) => {
    calls++;
    return Float64Array.of(x[0] + 2 * x[1]);
  });
  const x = Float64Array.of(1, 2);
  const value = f(x);
  assertStrictEquals(f(Float64Array.of(1, 2)), value);
  assertEquals(calls, 1);
  // The same array with other numbers is another point
  x[1] = 3;
  assertEquals(f(x), Float64Array.of(7));
  assertEquals(value, Float64Array.of(5));
  f(Float64Array.of(1, 3, 0));
  f(Float64Array.of(1, 3));
  assertEquals(calls, 4);
});

Deno.test("NaN is computed anew each time", () => {
  let calls = 0;
  const f = remembered(() => calls++);
  f(Float64Array.of(NaN));
  f(Float64Array.of(NaN));
  assertEquals(calls, 2);
});

Deno.test("a problem that remembers answers as one that was never asked before", () => {
  const data = logisticData({ n: 30, validation: 10, p: 3 }, Stream.of("remembered"));
  const asked = logistic(data);
  const fresh = (): typeof asked => logistic(data);
  const [here, there] = [Float64Array.of(-1, 0, 1), Float64Array.of(-2, 1, 0)];
  const [y, p] = [Float64Array.of(1, -1, 2), Float64Array.of(0.5, 2, -1)];
  const { hessian, gradient } = asked.lower;
  const held = hessian(here, y);
  assertEquals(gradient(there, y), fresh().lower.gradient(there, y));
  // A Hessian keeps the penalties of its own x
  assertEquals(held.times(p), fresh().lower.hessian(here, y).times(p));
  const solution = asked.exactLower(here);
  const expected = solution.slice();
  solution.fill(0);
  assertEquals(asked.exactLower(here), expected);
  assertNotStrictEquals(asked.exactLower(here), asked.exactLower(here));
  asked.exactLower(there);
  assertEquals(asked.exactGradient(here), fresh().exactGradient(here));
});
