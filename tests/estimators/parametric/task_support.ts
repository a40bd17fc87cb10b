import { Stream } from "../../../numerics/random.ts";
import type { FiniteTaskFamily, InnerTask } from "../../../problems/parametric/task_contract.ts";
import type { RandomSource } from "../../../problems/random_source.ts";
import { normals } from "./support.ts";

/**
 * A smooth task in which θ, three numbers, enters everything: the start φ_0 = sin(Bθ), four numbers,
 * L_in = Σ_l (½ e^{θ_l} φ_l² + φ_l⁴/10) − φ_0 φ_1 φ_2/4 and L_out = ½‖φ − t‖² (1 + θ_0²) + Σ θ_k³ φ_k/3,
 * where θ_3 is θ_0.
 */
export function generalTask(steps: number, stepSize = 0.2): InnerTask {
  const b = normals(12, "general", "b");
  const t = normals(4, "general", "t");
  const angle = (theta: Float64Array, l: number): number =>
    b[3 * l] * theta[0] + b[3 * l + 1] * theta[1] + b[3 * l + 2] * theta[2];
  const scale = (theta: Float64Array, l: number): number => Math.exp(theta[l % 3]);
  const others = [[1, 2], [0, 2], [0, 1]];
  const half = (phi: Float64Array): number =>
    phi.reduce((sum, value, l) => sum + (value - t[l]) * (value - t[l]) / 2, 0);
  return {
    dTheta: 3,
    dPhi: 4,
    steps,
    stepSize,
    initial: {
      point: (theta, out) => out.forEach((_, l) => out[l] = Math.sin(angle(theta, l))),
      transposedTimes: (theta, v, out) =>
        out.forEach((_, k) => {
          out[k] = v.reduce((s, vl, l) => s + Math.cos(angle(theta, l)) * b[3 * l + k] * vl, 0);
        }),
    },
    inner: {
      value: (theta, phi) =>
        phi.reduce((s, f, l) => s + scale(theta, l) * f * f / 2 + f * f * f * f / 10, 0) -
        phi[0] * phi[1] * phi[2] / 4,
      gradient(theta, phi, out) {
        phi.forEach((f, l) => out[l] = scale(theta, l) * f + 0.4 * f * f * f);
        others.forEach(([m, n], l) => out[l] -= phi[m] * phi[n] / 4);
      },
      hessianVector(theta, phi, v, out) {
        phi.forEach((f, l) => out[l] = (scale(theta, l) + 1.2 * f * f) * v[l]);
        others.forEach(([m, n], l) => out[l] -= (phi[m] * v[n] + phi[n] * v[m]) / 4);
      },
      cross(theta, phi, v, out) {
        out.fill(0);
        phi.forEach((f, l) => out[l % 3] += scale(theta, l) * f * v[l]);
      },
    },
    outer: {
      value: (theta, phi) =>
        half(phi) * (1 + theta[0] * theta[0]) +
        phi.subarray(0, 3).reduce((s, f, k) => s + theta[k] * theta[k] * theta[k] * f / 3, 0),
      gradient(theta, phi, out) {
        phi.forEach((f, l) => out[l] = (f - t[l]) * (1 + theta[0] * theta[0]));
        for (let k = 0; k < 3; k++) out[k] += theta[k] * theta[k] * theta[k] / 3;
      },
      gradientTheta(theta, phi, out) {
        for (let k = 0; k < 3; k++) out[k] = theta[k] * theta[k] * phi[k];
        out[0] += 2 * theta[0] * half(phi);
      },
    },
  };
}

/** What `penaltyTask` fits: c, where it starts: s, and what it should have found: t. */
const [C, S, T] = [[1, -2], [0.5, 0], [0, 1]];

/**
 * A task whose θ enters L_in = ½ Σ e^{θ_l} (φ_l − c_l)² alone, so that first-order estimates are 0, and
 * the gradient of its outer loss ½‖φ_r − t‖² in closed form.
 */
export function penaltyTask(
  steps: number,
  stepSize = 0.3,
): { readonly task: InnerTask; gradient(theta: Float64Array): Float64Array } {
  const task: InnerTask = {
    dTheta: 2,
    dPhi: 2,
    steps,
    stepSize,
    initial: { point: (_, out) => out.set(S) },
    inner: {
      value: (theta, phi) =>
        phi.reduce((s, f, l) => s + Math.exp(theta[l]) * (f - C[l]) * (f - C[l]) / 2, 0),
      gradient: (theta, phi, out) =>
        phi.forEach((f, l) => out[l] = Math.exp(theta[l]) * (f - C[l])),
      hessianVector: (theta, _, v, out) =>
        v.forEach((value, l) => out[l] = Math.exp(theta[l]) * value),
      cross: (theta, phi, v, out) =>
        phi.forEach((f, l) => out[l] = Math.exp(theta[l]) * (f - C[l]) * v[l]),
    },
    outer: {
      value: (_, phi) => phi.reduce((s, f, l) => s + (f - T[l]) * (f - T[l]) / 2, 0),
      gradient: (_, phi, out) => phi.forEach((f, l) => out[l] = f - T[l]),
    },
  };
  return {
    task,
    gradient: (theta) =>
      theta.map((value, l) => {
        const rate = stepSize * Math.exp(value);
        const before = Math.pow(1 - rate, steps - 1);
        const end = C[l] + before * (1 - rate) * (S[l] - C[l]);
        return (end - T[l]) * (S[l] - C[l]) * steps * before * -rate;
      }),
  };
}

/** Eight smooth tasks in five dimensions, L_in = L_out = Σ_i log cosh(⟨a_i, φ⟩ − c_i) on six rows each. */
export function smoothFamily(steps = 6, stepSize = 0.06): FiniteTaskFamily {
  const d = 5;
  const tasks = [0, 1, 2, 3, 4, 5, 6, 7].map((i): InnerTask => {
    const a = normals(6 * d, "smooth", i).map((value) => value * (0.3 + 0.1 * i));
    const c = normals(6, "smooth", i, "c");
    const margins = (phi: Float64Array): Float64Array =>
      c.map((value, row) => phi.reduce((sum, f, l) => sum + a[row * d + l] * f, 0) - value);
    const back = (rows: Float64Array, out: Float64Array): void =>
      out.forEach((_, l) => {
        out[l] = rows.reduce((sum, value, row) => sum + a[row * d + l] * value, 0);
      });
    const loss = {
      value: (_: Float64Array, phi: Float64Array) =>
        margins(phi).reduce((sum, m) => sum + Math.log(Math.cosh(m)), 0),
      gradient: (_: Float64Array, phi: Float64Array, out: Float64Array) =>
        back(margins(phi).map(Math.tanh), out),
      hessianVector: (_: Float64Array, phi: Float64Array, v: Float64Array, out: Float64Array) => {
        const m = margins(phi);
        const mv = margins(v).map((value, row) => value + c[row]);
        back(m.map((value, row) => (1 - Math.tanh(value) ** 2) * mv[row]), out);
      },
    };
    return { dTheta: d, dPhi: d, steps, stepSize, inner: loss, outer: loss };
  });
  return {
    name: "smooth",
    dTheta: d,
    tasks,
    probabilities: tasks.map(() => 1 / tasks.length),
    sample: (random) => tasks[Math.floor(random.uniform() * tasks.length)],
  };
}

/** A point to estimate gradients at. */
export function somewhere(d: number): Float64Array {
  return normals(d, "somewhere").map((value) => 0.6 * value);
}

/** A source whose coin falls as given, whatever its path. */
export function coin(value: number): RandomSource {
  const source: RandomSource = {
    uniform: () => value,
    normal: () => Stream.of("coin").normal(),
    split: () => source,
  };
  return source;
}
