/**
 * Rows for each chart form, made up from the options of a figure. TEST DATA: nothing here was measured.
 *
 * @module
 */

import type { Row } from "../../../reports/charts/table_data.ts";
import { descentRows, ESTIMATORS, noise, SIZES } from "./made_up.ts";

/** The options of a figure, of whatever form. */
export interface Options {
  readonly title: string;
  readonly quantity?: string;
  readonly looks?: Readonly<Record<string, unknown>>;
  readonly panels?: Readonly<Record<string, string>> & readonly (string | PanelOptions)[];
  readonly names?: Readonly<Record<string, string>>;
  readonly kinds?: Readonly<Record<string, unknown>>;
  readonly systems?: boolean;
}

interface PanelOptions {
  readonly panel: string;
  readonly log?: boolean;
}

const panelsOf = ({ panels = [] as never }: Options): string[] =>
  Array.isArray(panels)
    ? panels.map((one: string | PanelOptions) => typeof one === "string" ? one : one.panel)
    : Object.keys(panels);

const namesOf = ({ looks = {} }: Options, others = ["one", "two", "three"]): string[] =>
  Object.keys(looks).length > 0 ? Object.keys(looks) : others;

/** One row for all combinations of some lists. */
function cross<A, B>(
  as: readonly A[],
  bs: readonly B[],
  row: (a: A, b: B, i: number, j: number) => Row | readonly Row[],
): Row[] {
  return as.flatMap((a, i) => bs.flatMap((b, j) => row(a, b, i, j)));
}

/** Rows by learner: made of the numbers of learner and estimator and of n. */
function byLearner(value: (learner: number, estimator: number, n: number) => number): Row[] {
  return cross(
    ["kernel-ridge", "nadaraya-watson", "projection-series"],
    ESTIMATORS.slice(1),
    (learner, estimator, l, e) =>
      SIZES.slice(0, 3).map((n) => ({
        ...{ learner, estimator, n, value: value(l, e, n) },
        mc_error: 0.004 * Math.sqrt(200 / n),
      })),
  );
}

const LEARNERS = ["published sieve", "penalised sieve"];

/** Rows by the name of the form. */
export const CASES: Readonly<Record<string, (options: Options) => readonly Row[]>> = {
  errorBySize({ looks = {} }) {
    const z = noise(7);
    return [
      ...cross(ESTIMATORS.slice(0, 3), SIZES, (estimator, n, i) => {
        const bound = Math.sqrt(0.28782462 / n);
        const rmse = bound * (1 + [0, 25, 70][i] / n + 0.02 * z());
        return { estimator, n, rmse, mc_error: 0.028 * rmse, bound };
      }),
      ...cross(Object.keys(looks), SIZES, (estimator, n, i) => {
        const rmse = 0.235 / (1 + i) + 5 / n;
        return { estimator, n, rmse, mc_error: 0.02 * rmse, bound: null };
      }),
    ];
  },

  coverageBySize() {
    const z = noise(7);
    return cross(ESTIMATORS, SIZES, (estimator, n, i) => ({
      ...{ estimator, n, mc_error: 0.005 },
      coverage: 0.95 + [0, -0.004, 0.012, -0.05, -0.03, -0.02][i] + 0.005 * z(),
    }));
  },

  bandCoverage: () =>
    cross(LEARNERS, ESTIMATORS.slice(0, 3), (learner, estimator, l, e) =>
      [200, 800].map((n) => ({
        ...{ learner, estimator, n },
        coverage: 0.95 - 0.01 * e - (e === 2 ? l * n / 1000 : 0),
        mc_error: 0.01,
        pointwise: 0.78 - 0.01 * e - (e === 2 ? l * 0.7 : 0),
        pointwise_error: 0.02,
        length: 1.5 / Math.sqrt(n),
        length_error: 0.0003,
      }))),

  byDesign: () =>
    cross(
      LEARNERS,
      ["folds=2", "folds=5", "folds=5,repetitions=5", "double,folds=3"],
      (learner, setting, l, s) =>
        cross(ESTIMATORS.slice(1, 3), [200, 400], (estimator, n, e) => {
          const bias = (0.01 + 0.03 * l * e) / (1 + s) * 200 / n;
          return [
            { metric: "excess_bias", value: bias, mc_error: 0.0005 },
            { metric: "coverage", value: 0.95 - 3 * bias, mc_error: 0.01 },
          ].map((row) => ({ learner, setting, estimator, n, ...row }));
        }),
    ),

  byLearner: ({ quantity }) =>
    byLearner((l, e, n) => {
      const bias = [0.002, 0.2, 0.15, 0.1, 0.11][e] * [1, 0.3, 0.05][l] * Math.sqrt(200 / n);
      return quantity === "bias" ? bias : quantity === "coverage" ? 0.95 - 3 * bias : 1 + bias;
    }),

  biasAndCoverage: () =>
    cross([...ESTIMATORS, "kernel-bilevel"], [200, 400, 800], (estimator, n, i) => {
      const rate = Math.sqrt(200 / n);
      const bias = [0.002, 0.015 * rate, 0.064, 0.218, 0.11, 0.105, 0.2][i] * rate;
      const covered = [0.95, 0.93, 0.8, 0.3, 0.74, 0.73, null][i];
      const row = { estimator, n };
      return [
        { ...row, metric: "bias", value: bias, mc_error: 0.003 * rate },
        { ...row, metric: "coverage", value: covered, mc_error: covered === null ? null : 0.02 },
      ];
    }),

  errorByPenalty({ looks = {} }) {
    const lambdas = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
    return [
      ...lambdas.flatMap((lambda, i) => [
        {
          series: "kernel-bilevel",
          lambda,
          value: [0.09, 0.05, 0.1, 0.27, 0.39][i],
          mc_error: 0.01,
        },
        {
          series: "population-bias",
          lambda,
          value: [0.003, 0.02, 0.09, 0.26, 0.4][i],
          mc_error: null,
        },
        { series: "orthogonal", lambda, value: 0.0191, mc_error: 0.0004 },
      ]),
      ...[...Object.keys(looks), "oracle"].map((series) => ({
        ...{ series, lambda: null, value: 0.019, mc_error: 0.0004 },
      })),
    ];
  },

  slopePanels(options) {
    const z = noise(8);
    return cross(
      panelsOf(options),
      namesOf(options),
      (panel, estimator, p, i) =>
        [10, 100, 1000].map((x) => {
          const lost = p === 0 && i === 1 && x === 10;
          const value = lost ? null : (1 + i) / x * (1 + 0.03 * z());
          return {
            ...{ panel, estimator, x, value },
            mc_error: value === null || i === 2 ? null : 0.03 * value,
            replications: lost ? 0 : 10,
            tried: 10,
            slope: i === 2 ? null : -1,
            slope_low: i === 2 ? null : -1.04,
            slope_high: i === 2 ? null : -0.96,
            ...(options.systems ? { residual: 0.1 / x, unsolved: i } : {}),
          };
        }),
    );
  },

  methodCurves: (options) => [
    ...cross(
      panelsOf(options),
      namesOf(options).slice(0, 4),
      (panel, estimator, i, j) =>
        [20, 50, 100].map((iteration) => {
          const value = 0.3 + (1 + 0.3 * j) / iteration;
          const x = iteration * (300 + 50 * j + 10 * i);
          return { panel, estimator, x, value, low: 0.9 * value, high: 1.1 * value, step: 1500 };
        }),
    ),
    ...["all labels", "right labels"].map((estimator, i) => ({
      ...{ panel: panelsOf(options)[0], estimator, x: 6000, value: 0.4 - 0.1 * i },
      ...{ low: null, high: null, step: null },
    })),
  ],

  methodDots: (options) =>
    cross(panelsOf(options), ["amigo", "bsgm", "soba", "saba"], (panel, estimator, i, j) => {
      const value = estimator === "saba" ? null : 1 + 0.3 * j / (i + 1);
      return {
        ...{ panel, estimator, value, budget: 75_000, step: 150 },
        low: value && j > 0 ? 0.8 * value : null,
        high: value && j > 0 ? 1.2 * value : null,
        gradient_norm: value && 0.002 * value,
        diverged: value === null ? 3 : 0,
      };
    }),

  /** One method has diverged, and one is not counted. */
  league: (options) =>
    cross(
      panelsOf(options),
      ["soba", "saba", "nbo-cg", "amigo-cg", "exact", "shine"],
      (panel, estimator, i, j) => {
        const lost = estimator === "shine" && i === 1;
        const free = estimator === "exact";
        const value = lost ? null : 0.01 * (1 + (j * (i + 2)) % 5);
        return {
          ...{ panel, estimator, value, kind: Object.keys(options.kinds!)[free ? 2 : j % 2] },
          low: value && 0.7 * value,
          high: value && 1.5 * value,
          budget: 25_600,
          step: [1, 4, 16][j % 3],
          iterations: 20 + j,
          calls: free ? null : 100 * (j + 1),
          diverged: lost ? 8 : 0,
          residual: free ? null : 0.3,
          unsolved: free ? null : 4,
        };
      },
    ),

  intervalCurves: (options) =>
    cross(
      panelsOf(options),
      namesOf(options),
      (panel, estimator, _i, e) =>
        [0.01, 0.03, 0.1, 0.3].map((x) => {
          const off = Math.log(x / (0.05 * (1 + e)));
          const value = 0.1 * (1 + 0.1 * off * off);
          const measured = e !== 1;
          return {
            ...{ panel, estimator, x, value },
            low: measured ? 0.9 * value : null,
            high: measured ? 1.1 * value : null,
          };
        }),
    ),

  /** One descent has diverged. */
  descentCurves: () => [
    ...descentRows(["orthogonal", "oracle"], [0, 1, 2, 3, 5, 10, 30], 0.8),
    {
      ...{ series: "plug-in", quantity: "distance", step: 30, value: null },
      ...{ mc_error: null, spread: null, diverged: 1 },
    },
  ],

  /** In the last panel nothing is overtaken. */
  costCurves: (options) =>
    cross(panelsOf(options), namesOf(options), (panel, estimator, i, j) => {
      const last = i === 2;
      return [
        ...[1, 4, 16].map((steps): Row => {
          const value = (0.5 + 0.1 * j) / Math.sqrt((i + 1) * steps);
          return {
            ...{ panel, kind: "error", estimator, steps, x: steps * (1 + j), value },
            ...{ x_low: null, x_high: null, low: 0.9 * value, high: 1.1 * value },
          };
        }),
        ...(j < 3 ? [] : [{
          ...{ panel, kind: "overtaken", estimator, steps: null },
          ...(last ? { x: null, x_low: null, x_high: null } : { x: 14, x_low: 12, x_high: 17 }),
          ...(last
            ? { value: null, low: null, high: null }
            : { value: 0.1, low: 0.08, high: 0.12 }),
        }]),
      ];
    }),
};
