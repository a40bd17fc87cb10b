/**
 * The figures of a comparison, in the house's own chart forms.
 *
 * @module
 */

import { literal } from "../duckdb.ts";
import type { ActionRecord, InputReference, Stage } from "../engine/stage.ts";
import type { DescribedFigure } from "../stages/figure.ts";
import { type Figure, figure, figureStages } from "../studies/figure.ts";
import type { EngineRun } from "./engine_run.ts";
import { type OwnDesign, TABLES } from "./graph.ts";

/** A figure that is drawn. */
export interface OwnFigure extends DescribedFigure {
  readonly svg: string;
  /** Its Vega-Lite specification. */
  readonly spec: Uint8Array<ArrayBuffer>;
  /** Its rows, as Parquet. */
  readonly rows: Uint8Array<ArrayBuffer>;
}

/** A figure, and what makes it. */
export interface PlannedFigure {
  readonly stages: readonly Stage[];
  drawn(engine: EngineRun, records: ReadonlyMap<string, ActionRecord>): OwnFigure;
}

const table = (stage: string): InputReference => ({ stage, output: "table" });

/** The figures of a comparison on a file. */
export function figuresOf(shown: string, { estimators, budget, n }: OwnDesign): PlannedFigure[] {
  const labels = estimators.map(({ name, defaultOf }) =>
    defaultOf === undefined ? name : `${name} †`
  );
  const defaults = estimators.flatMap(({ name, defaultOf }) =>
    defaultOf === undefined ? [] : [`${name} of ${defaultOf.library}`]
  );
  const looks = Object.fromEntries(
    labels.map((label, k) => [label, LOOKS[k % LOOKS.length]]),
  );
  const labelled = estimators.map(({ name }, k) => `(${literal(name)}, ${literal(labels[k])})`);
  const panel = literal(shown);
  const errors = figure("own_gradients", "costCurves", {
    title: "Hypergradients against the truth",
    caption:
      `Relative error of the hypergradient where x and y start, by what was asked for: gradients and ` +
      `products of both levels, in passes through the lower level's rows. Both axes are logarithmic; errors below 10⁻¹⁵ ` +
      `are rounding and shown there. † default: ${defaults.join(", ")}.`,
    panels: [{ panel: shown, title: shown }],
    overtaken: "",
    looks,
  }).from(
    `WITH labels(estimator, label) AS (VALUES ${labelled.join(", ")})
SELECT ${panel} AS panel, 'error' AS kind, label AS estimator, effort AS steps, passes AS x,
  NULL::DOUBLE AS x_low, NULL::DOUBLE AS x_high, greatest(error, 1e-15) AS value,
  NULL::DOUBLE AS low, NULL::DOUBLE AS high
FROM errors JOIN labels USING (estimator) WHERE passes > 0 ORDER BY ALL`,
  );
  const methods = figure("own_methods", "league", {
    title: "Methods at the same budget",
    caption:
      `Share of the gap between F where x starts and the least F of any run that is left after ${budget} ` +
      `passes, at least 10⁻⁴; each method with the outer step that was best for it. Intervals are of ` +
      `the mean over draws of what depends on chance.`,
    panels: [shown],
    kinds: {
      "minibatches": "series 1",
      "whole gradients": "series 2",
      "neither": "series 4",
    },
  }).from(
    `SELECT ${panel} AS panel, estimator, kind, value, low, high, step, iterations, NULL::DOUBLE AS calls,
  diverged::INTEGER AS diverged, NULL::DOUBLE AS residual, NULL::INTEGER AS unsolved, ${
      budget * n
    }::DOUBLE AS budget
FROM ends ORDER BY ALL`,
  );
  const curves = figure("own_curves", "methodCurves", {
    title: "What is left of the gap by what has been spent",
    caption:
      "The eight methods that get furthest, and the random search, each with its outer step.",
    panels: [{
      panel: shown,
      title: shown,
      x: "passes",
      what: "share of the gap left",
      log: true,
    }],
    across: 1,
    looks: {},
  }).from(
    `WITH best AS (
  SELECT estimator, row_number() OVER (ORDER BY diverged > 0, value NULLS LAST, estimator) AS place FROM ends
)
SELECT ${panel} AS panel, estimator, x, value, low, high, step FROM curves JOIN best USING (estimator)
WHERE place <= 8 OR estimator = 'random-search' ORDER BY ALL`,
  );
  return [
    planned(errors, { errors: table(TABLES.errors) }),
    planned(methods, { ends: table(TABLES.ends) }),
    planned(curves, { curves: table(TABLES.curves), ends: table(TABLES.ends) }),
  ];
}

const LOOKS = [
  "blue",
  "vermillion",
  "green",
  "purple",
  "indigo",
  "amber",
  "black",
  { like: "series 5", dash: [2, 2] },
  { like: "series 6", dash: [6, 2] },
] as const;

function planned(made: Figure, tables: Parameters<Figure>[0]): PlannedFigure {
  const entry = made(tables);
  const at = `own/figure/${entry.id}`;
  return {
    stages: figureStages("own", entry),
    drawn(engine, records) {
      const spec = records.get(`${at}/spec`)!;
      const { title, finding, caption, ...figure } = engine.json<DescribedFigure>(spec, "figure");
      return {
        ...{ ...figure, finding },
        title: finding ?? title,
        caption: finding === null ? caption : `${title}. ${caption}`,
        svg: new TextDecoder().decode(engine.bytes(records.get(`${at}/drawing`)!, "svg")),
        spec: engine.bytes(spec, "spec"),
        rows: engine.bytes(records.get(`${at}/rows`)!, "table"),
      };
    },
  };
}
