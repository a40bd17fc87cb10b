/**
 * Rows for the chart forms of a single figure, made up. TEST DATA: nothing here was measured.
 *
 * @module
 */

import type { Row } from "../../../reports/charts/table_data.ts";
import { ESTIMATORS, noise, SIZES } from "./made_up.ts";

/** Rows by the name of the form. */
export const SINGLE: Readonly<Record<string, () => readonly Row[]>> = {
  biasOrder() {
    const z = noise(7);
    return ESTIMATORS.flatMap((estimator, i) =>
      [0.02, 0.04, 0.08, 0.16, 0.32, 0.64].map((x) => ({
        ...{ estimator, nuisance_error: x, mc_error: 5e-4 },
        ...{ slope: [0, 2, 1, 1, 1, 1][i], slope_low: 0.9, slope_high: 2.1 },
        bias: [0, 0.2 * x * x, 0.25 * x, 0.5 * x, 0.22 * x, 0.3 * x][i] + 3e-4 * z(),
      }))
    );
  },

  budgetSplits() {
    const shares = [1, 2, 3, 4, 5, 6, 7];
    return ["weighted-ridge", "logistic"].flatMap((problem, i) =>
      [90, 360].flatMap((budget) => {
        const unit = budget / 9;
        const splits = shares.flatMap((t) =>
          shares.filter((k) => t + k < 9).map((k) => {
            const j = 9 - t - k;
            const predicted = (4 / t + 1 / k + (1 - i) * 2 / j) / unit;
            const value = 1.1 * predicted + 1 / budget;
            return { t: t * unit, k: k * unit, j: j * unit, predicted, value };
          })
        );
        const least = Math.min(...splits.map(({ value }) => value));
        const smallest = Math.min(...splits.map(({ predicted }) => predicted));
        return splits.map((split) => ({
          ...{ problem, budget, ...split },
          mc_error: 0.05 * split.value,
          loss: split.value / least,
          best: Number(split.value === least),
          chosen: Number(split.predicted === smallest),
          ...(i === 0 ? { best_t: 0.45, best_k: 0.23, best_j: 0.32 } : {}),
          ...(i === 1 ? { best_t: 0.67, best_k: 0.33, best_j: 0 } : {}),
        }));
      })
    );
  },

  exactBias: () =>
    ESTIMATORS.slice(1).flatMap((estimator, i) =>
      ["both", "residual", "jacobian"].flatMap((wrong, k) =>
        [0.001, 0.01, 0.1, 1].map((error) => {
          const isRight = k > 0 && (i === 0 || i === 2 + k);
          const order = i === 0 ? error * error : error;
          const bias = isRight ? (i === 0 ? 0 : 3e-17) : (1 + i) * order;
          return { estimator, wrong, error, bias };
        })
      )
    ),

  learningErrors() {
    const z = noise(7);
    return ["error_h", "error_j", "error_m", "product_bias"].flatMap((metric, i) =>
      SIZES.map((n) => {
        const rate = i === 3 ? 10 / n : 2 / Math.sqrt(n);
        const value = [1.1, 1.3, 0.9, 3][i] * rate * (1 + 0.03 * z());
        return { metric, n, value, mc_error: 0.02 * value };
      })
    );
  },

  normality: () =>
    [1, 2, 3, 4].flatMap((k) =>
      SIZES.map((n, i) => ({
        ...{ coordinate: `coordinate ${k}`, n, critical: 0.0607 },
        value: 0.03 + 0.01 * ((k * i) % 3) + 2 / n,
      }))
    ),

  quantilePlots() {
    const z = noise(7);
    const count = 500;
    return ["orthogonal", "plug-in"].flatMap((estimator, i) => {
      const sample = Array.from({ length: count }, () => 0.03 + (1 - 0.12 * i) * z())
        .sort((a, b) => a - b);
      return sample.map((value, k) => {
        const p = (k + 0.5) / count;
        return { estimator, theoretical: 4.91 * (p ** 0.14 - (1 - p) ** 0.14), sample: value };
      });
    });
  },

  histograms() {
    const z = noise(11);
    const panels = { "plug-in": -2.2, "orthogonal, one sample": 1.5, "orthogonal": -0.3 };
    return Object.entries(panels).flatMap(([panel, mean]) =>
      Array.from({ length: 200 }, () => ({ panel, sample: mean + 1.2 * z() }))
    );
  },

  fixedPenalties() {
    const z = noise(7);
    return [1e-3, 1e-2, 1e-1].flatMap((lambda, i) =>
      [75, 150, 300, 600].map((n) => {
        const exact = [0.0875, 0.26, 0.388][i];
        const value = exact * (1 + 1.5 / n + 0.01 * z());
        return { lambda, n, value, mc_error: 0.03 / Math.sqrt(n), exact };
      })
    );
  },

  /** The first-order estimate has no second moment to compare. */
  momentChecks() {
    const z = noise(19);
    const quantities: Record<string, (q: number) => readonly [number, number | null] | null> = {
      mean_error: (q) => [q === 0 ? 2 : 1e-16, null],
      moment_error: (q) => q === 0 ? null : [q === 0.5 ? 0 : 4e-16, null],
      score: (q) => [q === 0 ? 30 + 20 * z() : z(), null],
      moment_ratio: (q) => q === 0 ? null : [1 + 0.03 * z(), 0.03],
    };
    return Object.entries(quantities).flatMap(([panel, of]) =>
      ["sinusoid", "two-tasks"].flatMap((problem) =>
        [0, 0.1, 0.2, 0.5].flatMap((q) =>
          [0, 1, 2].flatMap((theta) => {
            const found = of(q);
            return found === null
              ? []
              : [{ panel, problem, q, theta, value: found[0], mc_error: found[1] }];
          })
        )
      )
    );
  },

  oneSample: () =>
    [0.31, -0.04, 0.12, 0.002].map((value, k) => {
      const error = 0.02 + 0.005 * k;
      return {
        coordinate: `coordinate ${k + 1}`,
        n: 400,
        value,
        standard_error: error,
        t: value / error,
        p: 0.01 * k,
        low_95: value - 1.96 * error,
        high_95: value + 1.96 * error,
        low_90: value - 1.645 * error,
        high_90: value + 1.645 * error,
        joint_low: value - 2.4 * error,
        joint_high: value + 2.4 * error,
        joint_p: 0.02 * k,
        truth: value - error / 2,
      };
    }),

  phaseDiagram() {
    const smoothness = [0.15, 0.25, 0.4, 0.65, 1.2];
    return ["orthogonal", "plug-in", "plug-in-full"].flatMap((estimator, i) =>
      smoothness.flatMap((residual) =>
        smoothness.map((jacobian) => {
          const bias = -(i + 1) /
            ((residual + jacobian) * (1 + 5 * (2 - i) * Math.max(residual, jacobian)));
          return {
            ...{ estimator, residual, jacobian, n: 800, bias, bias_error: 0.05 },
            coverage: Math.max(0, 0.95 - 0.3 * bias * bias),
            mc_error: 0.02,
            ratio: i === 0 ? 0.4 : null,
            ratio_error: i === 0 ? 0.03 : null,
          };
        })
      )
    );
  },

  floors() {
    const z = noise(12);
    const floors = { "decreasing": null, "constant-0.004": 0.002, "constant-0.1": 0.05 };
    return Object.entries(floors).flatMap(([estimator, floor]) =>
      [50, 100, 200, 400, 800].map((t) => {
        const exact = Number(floor ?? 1 / t) + 3 * Math.exp(-t / 40);
        const value = exact * (1 + 0.03 * z());
        return { estimator, t, value, mc_error: 0.03 * exact, exact, floor };
      })
    );
  },
};
