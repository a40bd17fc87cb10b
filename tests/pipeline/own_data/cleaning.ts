import { Stream } from "../../../numerics/random.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { ROOT } from "../../tools/project_files.ts";

/** The same losses with their derivatives. */
export const WITH_DERIVATIVES = `
function logistic(v: number, y: number) {
  const q = 1 / (1 + Math.exp(-v));
  const vv = q * (1 - q);
  return { value: Math.log1p(Math.exp(v)) - y * v, v: q - y, vv, vvv: vv * (1 - 2 * q) };
}

export const losses = {
  columns: ["S", "D", "B"],
  covariates: ["X"],
  at: [1, 1.5],
  inner(w, v, { S, D }) {
    const weight = S === 0 ? 1 : Math.exp(w[S - 1]);
    const { value, v: slope, vv, vvv } = logistic(v, D);
    const along = (x) => [0, 1].map((k) => (k === S - 1 ? weight * x : 0));
    return {
      value: weight * value,
      v: weight * slope,
      vv: weight * vv,
      vvv: weight * vvv,
      vw: along(slope),
      vvw: along(vv),
    };
  },
  outer: (w, v, { B }) => logistic(v, B),
};
`;

/** The losses file of the examples, which the README shows. */
export async function cleaningLosses(): Promise<string> {
  return await Deno.readTextFile(`${ROOT}examples/cleaning.ts`);
}

/** Columns of a sample of the hyper-cleaning problem. */
export function cleaningColumns(n: number, label = "columns"): Record<string, Float64Array> {
  const { x, z } = hyperCleaning.sample(n, Stream.of("tests", "own data", label));
  const column = (k: number) => Float64Array.from({ length: n }, (_, i) => z[3 * i + k]);
  return { X: x, S: column(0), D: column(1), B: column(2) };
}

/** The gradient at the point of the losses file, and its efficiency bound. */
export const CLEANING: { readonly gradient: Float64Array; readonly bound: Float64Array } = {
  gradient: hyperCleaning.gradient(Float64Array.of(1, 1.5)),
  bound: hyperCleaning.efficiencyBound(Float64Array.of(1, 1.5)),
};
