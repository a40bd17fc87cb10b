/**
 * Losses of a label and of q margins: what a linear model says of an observation.
 *
 * @module
 */

import type { LossKind } from "../../numerics/linear_model.ts";
import { requireWhole } from "../../numerics/require.ts";
import type { SpectrumBounds } from "./spectrum_bounds.ts";

/** A convex loss of q margins and a label, for n observations at a time. */
export interface MarginLoss {
  /** What a `LinearModel` calls it. */
  readonly kind: LossKind;
  /** Number of margins, q. */
  readonly width: number;
  /** Bounds of the eigenvalues of its Hessian in the margins, wherever they are. */
  readonly curvature: SpectrumBounds;
  /** Says what is wrong with a label, if anything is. */
  fault(label: number): string | undefined;
  /** Losses of n×q margins, n. */
  values(margins: Float64Array, labels: Float64Array): Float64Array;
  /** Their gradients in the margins, n×q, in `out` if it is given; it may be `margins` itself. */
  slopes(margins: Float64Array, labels: Float64Array, out?: Float64Array): Float64Array;
  /**
   * The Hessians in the margins, each times its observation's factor, as an operator that overwrites
   * n×k×q directions by its products with them. It keeps the factors, and asks for the margins, if they
   * matter, at once.
   */
  hessian(
    margins: () => Float64Array,
    labels: Float64Array,
    factors: Float64Array,
  ): (directions: Float64Array, k: number) => void;
}

/**
 * Checks labels.
 *
 * @param name What messages call a label, before its number.
 * @throws {RangeError} if one is none of the loss.
 */
export function requireLabels(name: string, labels: Float64Array, loss: MarginLoss): void {
  labels.forEach((label, i) => {
    const fault = loss.fault(label);
    if (fault !== undefined) throw new RangeError(`${name} ${i} is ${label}: ${fault}`);
  });
}

/** Half the squared error, ½ (v − label)². */
export const squareLoss: MarginLoss = {
  kind: "square",
  width: 1,
  curvature: { least: 1, greatest: 1 },
  fault: (label) => Number.isFinite(label) ? undefined : "give a finite number",
  values: (margins, labels) => margins.map((v, i) => 0.5 * (v - labels[i]) * (v - labels[i])),
  slopes(margins, labels, out = new Float64Array(margins.length)) {
    for (let i = 0; i < out.length; i++) out[i] = margins[i] - labels[i];
    return out;
  },
  hessian: (_margins, _labels, factors) => diagonal(factors),
};

/** The logistic loss log(1 + e^{−label·v}), label −1 or 1. */
export const logisticLoss: MarginLoss = {
  kind: "logistic",
  width: 1,
  curvature: { least: 0, greatest: 0.25 },
  fault: (label) => label === 1 || label === -1 ? undefined : "give −1 or 1",
  values: (margins, labels) => margins.map((v, i) => softplus(-labels[i] * v)),
  slopes(margins, labels, out = new Float64Array(margins.length)) {
    for (let i = 0; i < out.length; i++) out[i] = -labels[i] * sigmoid(-labels[i] * margins[i]);
    return out;
  },
  hessian(margins, _labels, factors) {
    const v = margins();
    const out = new Float64Array(v.length);
    for (let i = 0; i < out.length; i++) out[i] = factors[i] * sigmoidSlope(v[i]);
    return diagonal(out);
  },
};

/**
 * The cross-entropy log Σ_c e^{v_c} − v_label of a softmax, label 0, …, classes − 1. Its Hessian is
 * diag(π) − ππ' with π the softmax of v, whose eigenvalues are between 0 and ½.
 */
export function softmaxLoss(classes: number): MarginLoss {
  requireWhole("classes", classes, 2);
  return {
    kind: "softmax",
    width: classes,
    curvature: { least: 0, greatest: 0.5 },
    fault: (label) =>
      Number.isInteger(label) && label >= 0 && label < classes
        ? undefined
        : `give a whole number from 0 to ${classes - 1}`,
    values: (margins, labels) =>
      labels.map((label, i) => {
        const row = margins.subarray(i * classes, (i + 1) * classes);
        const top = greatest(row);
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += Math.exp(row[c] - top);
        return Math.log(sum) + (top - row[label]);
      }),
    slopes(margins, labels, out = new Float64Array(margins.length)) {
      probabilities(margins, classes, out);
      for (let i = 0; i < labels.length; i++) out[i * classes + labels[i]] -= 1;
      return out;
    },
    hessian(margins, labels, factors) {
      const n = labels.length;
      const pi = probabilities(margins(), classes);
      return (directions, k) => {
        for (let i = 0; i < n; i++) {
          const row = i * classes;
          for (let j = 0; j < k; j++) {
            const at = (i * k + j) * classes;
            let mean = 0;
            for (let c = 0; c < classes; c++) mean += pi[row + c] * directions[at + c];
            for (let c = 0; c < classes; c++) {
              directions[at + c] = factors[i] * pi[row + c] * (directions[at + c] - mean);
            }
          }
        }
      };
    },
  };
}

/** 1/(1 + e^{−v}), accurate for all v. */
export function sigmoid(v: number): number {
  const e = Math.exp(-Math.abs(v));
  return (v < 0 ? e : 1) / (1 + e);
}

/** The derivative of `sigmoid`, e^v/(1 + e^v)², accurate for all v. */
export function sigmoidSlope(v: number): number {
  const e = Math.exp(-Math.abs(v));
  return e / ((1 + e) * (1 + e));
}

/** log(1 + e^v), accurate for all v. */
function softplus(v: number): number {
  return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
}

function diagonal(curvatures: Float64Array): (directions: Float64Array, k: number) => void {
  return (directions, k) => {
    for (let i = 0; i < curvatures.length; i++) {
      for (let at = i * k; at < (i + 1) * k; at++) directions[at] *= curvatures[i];
    }
  };
}

function greatest(row: Float64Array): number {
  let top = row[0];
  for (let c = 1; c < row.length; c++) if (row[c] > top) top = row[c];
  return top;
}

/** The softmax of each row of n×q margins. */
function probabilities(
  margins: Float64Array,
  q: number,
  out: Float64Array = new Float64Array(margins.length),
): Float64Array {
  for (let start = 0; start < margins.length; start += q) {
    const top = greatest(margins.subarray(start, start + q));
    let sum = 0;
    for (let at = start; at < start + q; at++) sum += out[at] = Math.exp(margins[at] - top);
    for (let at = start; at < start + q; at++) out[at] /= sum;
  }
  return out;
}
