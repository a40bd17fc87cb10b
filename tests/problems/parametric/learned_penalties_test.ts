import { assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import { exactPass } from "../../../estimators/parametric/exact_pass.ts";
import { adapt } from "../../../estimators/parametric/inner_loop.ts";
import { learnedPenalties } from "../../../problems/parametric/learned_penalties.ts";
import { sinusoidTasks } from "../../../problems/parametric/sinusoid_tasks.ts";
import { normals } from "../../../problems/random_source.ts";
import { along, assertDerivative, dot } from "./finite_differences.ts";

const pool = bufferPool();
/** Fifth derivatives are large here. */
const FINE = { h: 3e-4, noise: 1000 };
const waves = sinusoidTasks({ shots: 4, queries: 4, hidden: [3], steps: 5, stepSize: 0.1 });

Deno.test("learned penalties: oracles are derivatives, and the exact pass is that of the loss after the loop", () => {
  const family = learnedPenalties(waves, { prior: 0.3 });
  assertEquals(family.dTheta, 2 * waves.dTheta);
  const task = family.sample(Stream.of("penalised"));
  const theta = normals(task.dTheta, 0.5, Stream.of("theta"));
  const phi = normals(task.dPhi, 0.5, Stream.of("phi"));
  const v = normals(task.dPhi, 1, Stream.of("v"));
  const u = normals(task.dTheta, 1, Stream.of("u"));
  const { inner, outer } = task;
  const of = (n: number, fill: (out: Float64Array) => void): Float64Array => {
    const out = new Float64Array(n).fill(9);
    fill(out);
    return out;
  };
  const innerGradient = (at: Float64Array, point: Float64Array): Float64Array =>
    of(task.dPhi, (out) => inner.gradient(at, point, out));
  const scalar = (value: number): Float64Array => Float64Array.of(value);
  assertDerivative(
    "inner gradient",
    (t) => scalar(inner.value(theta, along(phi, v, t))),
    scalar(dot(innerGradient(theta, phi), v)),
  );
  assertDerivative(
    "Hessian product",
    (t) => innerGradient(theta, along(phi, v, t)),
    of(task.dPhi, (out) => inner.hessianVector(theta, phi, v, out)),
    FINE,
  );
  assertDerivative(
    "cross product",
    (t) => scalar(dot(innerGradient(along(theta, u, t), phi), v)),
    scalar(dot(of(task.dTheta, (out) => inner.cross!(theta, phi, v, out)), u)),
  );
  assertDerivative(
    "outer gradient in θ",
    (t) => scalar(outer.value(along(theta, u, t), phi)),
    scalar(dot(of(task.dTheta, (out) => outer.gradientTheta!(theta, phi, out)), u)),
  );
  assertDerivative(
    "exact pass",
    (t) => {
      const at = along(theta, u, t);
      return scalar(outer.value(at, adapt(task, at, pool)));
    },
    scalar(dot(exactPass(task, theta, "stored", pool).gradient, u)),
    FINE,
  );
});

Deno.test("learned penalties: what learns more than its start is refused", () => {
  const family = learnedPenalties(learnedPenalties(waves));
  assertThrows(() => family.sample(Stream.of("twice")), RangeError, "its start alone");
  assertThrows(() => learnedPenalties(waves, { prior: 0 }), RangeError, "prior");
});
