/**
 * Estimates and errors of replications as tables.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { encodeTable, numbers, texts, type Types } from "../table.ts";
import { type BlockLabels, labelColumns, replications } from "./labels.ts";

const LABELS: Types = {
  problem: "text",
  estimator: "text",
  learner: "text",
  n: "integer",
  setting: "text",
  level: "double",
  replication: "integer",
};

/** The columns of estimates and of errors. */
export const ESTIMATE_TYPES: { readonly estimates: Types; readonly errors: Types } = {
  estimates: {
    ...LABELS,
    coordinate: "integer",
    estimate: "double",
    standard_error: "double",
    truth: "double",
  },
  errors: { ...LABELS, metric: "text", value: "double" },
};

/** Settings that are estimated at once: their labels and the numbers that these name. */
export interface Settings {
  readonly labels: readonly string[];
  readonly levels: readonly number[];
}

/**
 * One row a coordinate.
 *
 * @param truth What is estimated, p.
 * @param estimates By replication, and by setting if there are several.
 */
export function encodeEstimates(
  labels: BlockLabels,
  truth: Float64Array,
  estimates: readonly GradientEstimate[],
  settings?: Settings,
): Uint8Array<ArrayBuffer> {
  const p = truth.length;
  const all = (name: keyof GradientEstimate): Float64Array => {
    const joined = new Float64Array(estimates.length * p);
    estimates.forEach((one, i) => joined.set(one[name], i * p));
    return joined;
  };
  const width = settings?.labels.length ?? 1;
  return encodeTable(estimates.length * p, {
    ...labelColumns(labels),
    ...(settings === undefined ? {} : {
      setting: texts(settings.labels, p),
      level: numbers("double", settings.levels, p),
    }),
    replication: replications(labels, estimates.length / width, width * p),
    coordinate: numbers("integer", truth.keys()),
    estimate: numbers("double", all("gradient")),
    standard_error: numbers("double", all("standardError")),
    truth: numbers("double", truth),
  });
}

/** One row a metric. @param errors By replication, the same metrics each. */
export function encodeErrors(
  labels: BlockLabels,
  errors: readonly Readonly<Record<string, number>>[],
): Uint8Array<ArrayBuffer> {
  const metrics = Object.keys(errors[0] ?? {});
  return encodeTable(errors.length * metrics.length, {
    ...labelColumns(labels),
    replication: replications(labels, errors.length, metrics.length),
    metric: texts(metrics),
    value: numbers("double", errors.flatMap((one) => metrics.map((name) => one[name] ?? NaN))),
  });
}
