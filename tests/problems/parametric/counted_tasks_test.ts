import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  countedFamily,
  countedTask,
  noCalls,
  TASK_ORACLES,
} from "../../../problems/parametric/counted.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";
import { generalTask } from "../../estimators/parametric/task_support.ts";

Deno.test("each oracle of a task is counted, by kind, and answers as before", () => {
  const plain = generalTask(3);
  const counts = noCalls();
  const task = countedTask(plain, counts);
  const [theta, phi, v] = [3, 4, 4].map((n) => new Float64Array(n).fill(0.3));
  const calls = (of: typeof plain): Float64Array[] => {
    const outs = [4, 4, 3, 4, 3].map((n) => new Float64Array(n));
    of.inner.gradient(theta, phi, outs[0]);
    of.inner.hessianVector(theta, phi, v, outs[1]);
    of.inner.cross!(theta, phi, v, outs[2]);
    of.outer.gradient(theta, phi, outs[3]);
    of.outer.gradientTheta!(theta, phi, outs[4]);
    return [...outs, Float64Array.of(of.inner.value(theta, phi), of.outer.value(theta, phi))];
  };
  assertEquals(calls(task), calls(plain));
  for (const oracle of TASK_ORACLES) assertEquals(counts[oracle], 1, oracle);
  assertEquals([task.steps, task.stepSize, task.initial], [3, 0.2, plain.initial]);
});

Deno.test("what a task does not have, its counted copy does not have", () => {
  const task = countedTask(counterExample().tasks[0], noCalls());
  assert(!("cross" in task.inner) && !("gradientTheta" in task.outer) && !("initial" in task));
});

Deno.test("a counted family draws the same tasks, adds up, and forgets on reset", () => {
  const plain = counterExample();
  const { family, counts, reset } = countedFamily(plain);
  const out = new Float64Array(1);
  for (let i = 0; i < 5; i++) {
    const at = Float64Array.of(1);
    family.sample(Stream.of(i)).inner.gradient(at, at, out);
    const drawn = out[0];
    plain.sample(Stream.of(i)).inner.gradient(at, at, out);
    assertEquals(drawn, out[0]);
  }
  const { innerGradient } = counts;
  assertEquals(innerGradient, 5);
  reset();
  assertEquals(counts, noCalls());
  assertEquals([family.name, family.dTheta], [plain.name, plain.dTheta]);
});
