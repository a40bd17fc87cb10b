/**
 * The mean loss of a linear model on data, with its derivatives in the coefficients.
 *
 * The coefficients of q margins are a q×p row-major matrix Y; observation i has the margins Y a_i.
 *
 * @module
 */

import type { Hessian } from "./contract.ts";
import { type DesignMatrix, designMatrix } from "./design_matrix.ts";
import { type LabelledData, requireData } from "./labelled_data.ts";
import { type MarginLoss, requireLabels } from "./margin_losses.ts";
import { requireLength } from "../../numerics/require.ts";
import { type SpectrumBounds, spectrumOfGram } from "./spectrum_bounds.ts";

/** (1/n) Σ_i w_i ℓ(Y a_i, label_i), each w_i = 1 unless weights are given. */
export interface EmpiricalLoss {
  /** Number of observations. */
  readonly n: number;
  /** Which observations of the data they are, n. */
  readonly rows: Uint32Array;
  /** Number of coefficients, q·p. */
  readonly size: number;
  /** The weighted mean. */
  value(y: Float64Array, weights?: Float64Array): number;
  /** Its gradient, q·p. About 4·n·p·q operations. */
  gradient(y: Float64Array, weights?: Float64Array): Float64Array;
  /**
   * Its Hessian: the observations' curvatures are computed here, and each product with k vectors is
   * then two matrix products, about 4·n·p·q·k operations. Its matrix is there for one margin.
   */
  hessian(y: Float64Array, weights?: Float64Array): Hessian;
  /** ℓ_i(y)/n for each observation, unweighted, n. */
  losses(y: Float64Array): Float64Array;
  /** ⟨∇ℓ_i(y), p⟩/n for each observation, unweighted, n. */
  slopesAlong(y: Float64Array, p: Float64Array): Float64Array;
  /** The mean over the given observations. */
  batch(rows: Uint32Array): EmpiricalLoss;
  /** Bounds of the eigenvalues of the Hessian for any y, if all weights are 1. */
  curvature(): SpectrumBounds;
}

/**
 * The mean loss on data, which are kept and not copied.
 *
 * @throws {RangeError} if the data are malformed or a label is none of the loss.
 */
export function empiricalLoss(name: string, data: LabelledData, loss: MarginLoss): EmpiricalLoss {
  requireData(name, data);
  requireLabels(`${name}: label`, data.labels, loss);
  const { features, n, p } = data;
  let curvature: SpectrumBounds | undefined;
  return ofRows(designMatrix(features, n, p), data.labels, loss, () => {
    if (curvature === undefined) {
      const gram = spectrumOfGram(features, n, p);
      curvature = {
        least: loss.curvature.least * gram.least / n,
        greatest: loss.curvature.greatest * gram.greatest / n,
      };
    }
    return curvature;
  });
}

function ofRows(
  design: DesignMatrix,
  labels: Float64Array,
  loss: MarginLoss,
  curvature: () => SpectrumBounds,
): EmpiricalLoss {
  const { n, p, rows } = design;
  const q = loss.width;
  const even = 1 / n;
  const margins = (name: string, y: Float64Array): Float64Array => {
    requireLength(name, y, q * p);
    return design.times(y, q);
  };
  const slopesAt = (y: Float64Array): Float64Array => {
    const at = margins("y", y);
    return loss.slopes(at, labels, at);
  };
  return {
    n,
    rows,
    size: q * p,
    value(y, weights) {
      const values = loss.values(margins("y", y), labels);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights === undefined ? values[i] : weights[i] * values[i];
      return sum / n;
    },
    gradient(y, weights) {
      const slopes = slopesAt(y);
      for (let i = 0; i < n; i++) {
        const factor = weights === undefined ? even : weights[i] / n;
        for (let at = i * q; at < (i + 1) * q; at++) slopes[at] *= factor;
      }
      return design.transposedTimes(slopes, q);
    },
    hessian(y, weights) {
      requireLength("y", y, q * p);
      const factors = new Float64Array(n);
      for (let i = 0; i < n; i++) factors[i] = weights === undefined ? even : weights[i] / n;
      const curve = loss.hessian(() => margins("y", y), labels, factors);
      return {
        times(vectors, k = 1) {
          requireLength("p", vectors, k * q * p);
          const directions = design.times(vectors, k * q);
          curve(directions, k);
          return design.transposedTimes(directions, k * q);
        },
        ...(q === 1 ? { matrix: () => design.weightedGram(curvatures(curve, n)) } : {}),
      };
    },
    losses: (y) => loss.values(margins("y", y), labels).map((value) => value / n),
    slopesAlong(y, direction) {
      const slopes = slopesAt(y);
      const directions = margins("p", direction);
      const out = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        for (let at = i * q; at < (i + 1) * q; at++) out[i] += slopes[at] * directions[at] / n;
      }
      return out;
    },
    batch(rows) {
      const selected = design.select(rows);
      const theirs = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) theirs[i] = labels[rows[i]];
      return ofRows(selected, theirs, loss, curvature);
    },
    curvature,
  };
}

/** The second derivatives of the losses in their margins, of which each has one: n. */
function curvatures(curve: (directions: Float64Array, k: number) => void, n: number): Float64Array {
  const out = new Float64Array(n).fill(1);
  curve(out, 1);
  return out;
}
