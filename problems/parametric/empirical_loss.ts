/**
 * The mean loss of a linear model on data, with its derivatives in the coefficients.
 *
 * The coefficients of q margins are a q×p row-major matrix Y; observation i has the margins Y a_i.
 *
 * @module
 */

import { wholes, zeros } from "../../numerics/arrays.ts";
import type { Hessian } from "./contract.ts";
import { type LabelledData, requireData } from "./labelled_data.ts";
import { type MarginLoss, requireLabels } from "./margin_losses.ts";
import { LinearModel } from "../../numerics/linear_model.ts";
import { requireLength, requireRows } from "../../numerics/require.ts";
import { greatestOfGram, type SpectrumBounds, spectrumOfGram } from "./spectrum_bounds.ts";

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
   * then about 4·n·p·q·k operations. Its matrix is there for one margin.
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
 * The mean loss on data, which are copied.
 *
 * @throws {RangeError} if the data are malformed or a label is none of the loss.
 */
export function empiricalLoss(name: string, data: LabelledData, loss: MarginLoss): EmpiricalLoss {
  requireData(name, data);
  requireLabels(`${name}: label`, data.labels, loss);
  const { features, labels, n, p } = data;
  const model = new LinearModel({ features, labels, loss: loss.kind, width: loss.width });
  let curvature: SpectrumBounds | undefined;
  const bounds = (): SpectrumBounds => {
    if (curvature === undefined) {
      const flat = loss.curvature.least === 0;
      const gram = flat
        ? { least: 0, greatest: greatestOfGram(features, n, p) }
        : spectrumOfGram(features, n, p);
      curvature = {
        least: loss.curvature.least * gram.least / n,
        greatest: loss.curvature.greatest * gram.greatest / n,
      };
    }
    return curvature;
  };
  return ofRows(model, loss.width, bounds);
}

/** @param chosen The observations, in their order and as often as they are listed; all unless given. */
function ofRows(
  model: LinearModel,
  q: number,
  curvature: () => SpectrumBounds,
  chosen?: Uint32Array,
): EmpiricalLoss {
  const rows = chosen ?? Uint32Array.from({ length: model.n }, (_, i) => i);
  const n = rows.length;
  const size = q * model.p;
  return {
    n,
    rows,
    size,
    value(y, weights) {
      requireLength("y", y, size);
      const losses = model.losses(chosen, y);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights === undefined ? losses[i] : weights[i] * losses[i];
      return sum / n;
    },
    gradient(y, weights) {
      requireLength("y", y, size);
      return model.gradient(chosen, y, weights);
    },
    hessian(y, weights) {
      requireLength("y", y, size);
      const curvatures = model.curvatures(chosen, y, weights);
      return {
        times(vectors, k = 1) {
          requireLength("p", vectors, k * size);
          return model.hessianTimes(curvatures, vectors, k);
        },
        ...(q === 1 ? { matrix: () => model.hessian(curvatures) } : {}),
      };
    },
    losses(y) {
      requireLength("y", y, size);
      const losses = model.losses(chosen, y);
      for (let i = 0; i < n; i++) losses[i] /= n;
      return losses;
    },
    slopesAlong(y, direction) {
      requireLength("y", y, size);
      requireLength("p", direction, size);
      const slopes = model.slopes(chosen, y);
      const directions = model.products(chosen, direction, q);
      const out = zeros(n);
      for (let i = 0; i < n; i++) {
        for (let at = i * q; at < (i + 1) * q; at++) out[i] += slopes[at] * directions[at] / n;
      }
      return out;
    },
    batch(some) {
      requireRows(some, n);
      const theirs = wholes(some.length);
      for (let i = 0; i < some.length; i++) theirs[i] = rows[some[i]];
      return ofRows(model, q, curvature, theirs);
    },
    curvature,
  };
}
