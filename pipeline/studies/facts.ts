/**
 * What sections say of their results: words with places for named numbers, and the query that has them.
 *
 * @module
 */

import type { Stage } from "../engine/stage.ts";
import type { Value } from "./claim.ts";
import type { ExperimentEntry } from "./contract.ts";
import type { Experiment } from "./experiment.ts";
import { type PartContext, summaries } from "./parts.ts";

/** Words whose numbers are computed. */
export interface Finding {
  /** With places as `fill` has them: `{name}`, `{name:2}`, `{name:i}`. */
  readonly words: string;
  /** One row with those numbers. */
  readonly facts: Value;
}

/** The stage of a section's numbers. */
export function factsStage(study: string, id: string, { facts }: Finding): Stage {
  return {
    name: `${study}/${id}/facts`,
    kind: "facts",
    code: { entry: "pipeline/stages/facts.ts", native: ["@duckdb/node-api"] },
    files: true,
    parameters: { facts: facts.sql },
    inputs: { macros: { file: "reports/sql/macros.sql" }, ...facts.tables },
    outputs: ["rows", "table"],
  };
}

/** The stages of the numbers of all sections of a study that have some. */
export function factsStages(study: string, sections: readonly ExperimentEntry[]): Stage[] {
  return sections.flatMap(({ id, found }) =>
    found === undefined ? [] : [factsStage(study, id, found)]
  );
}

/**
 * Numbers by estimator and n at the ends and on average: least, most, and for each estimator three. Where there
 * is one n it is the most, and what is of the least is unknown.
 */
function atEnds(numbers: string, estimators: readonly string[], prefix: string): string {
  const columns = estimators.flatMap((estimator) => {
    const name = nameOf(prefix, estimator);
    const of = `estimator = '${estimator}'`;
    return [
      `max(number) FILTER (${of} AND n = least AND least < most) AS ${name}_least`,
      `max(number) FILTER (${of} AND n = most) AS ${name}_most`,
      `avg(number) FILTER (${of}) AS ${name}_mean`,
    ];
  });
  return `WITH numbers AS (${numbers}), ends AS (
  SELECT min(n) AS least, max(n) AS most FROM numbers
)
SELECT any_value(CASE WHEN least < most THEN least END) AS ${prefix}_least, any_value(most) AS ${prefix}_most, ${
    columns.join(",\n  ")
  }
FROM numbers, ends`;
}

const nameOf = (prefix: string, estimator: string): string =>
  `${prefix}_${estimator.replaceAll("-", "_")}`;

/** Two findings, one after the other. */
export function both(first: Finding, second: Finding): Finding {
  return {
    words: `${first.words} ${second.words}`,
    facts: {
      sql: `FROM (${first.facts.sql}), (${second.facts.sql})`,
      tables: { ...first.facts.tables, ...second.facts.tables },
    },
  };
}

/** What errors are in units of the efficiency bound, √(trace V / n), in words. */
export function overBound(
  context: PartContext,
  { id, problem }: Pick<Experiment, "id" | "problem">,
  what: "gradient" | "root",
  { plugIns = { "plug-in": "the plug-in" }, from = 0 }: {
    readonly plugIns?: Readonly<Record<string, string>>;
    /** The least n at which squared errors have a mean. */
    readonly from?: number;
  } = {},
): Finding {
  const quantity = what === "root" ? "root_bound" : "bound";
  const numbers = `SELECT estimator, n, value / sqrt(trace / n) AS number
  FROM summary JOIN (
    SELECT problem, sum(value) AS trace FROM exact WHERE quantity = '${quantity}' GROUP BY problem
  ) USING (problem)
  WHERE metric = 'rmse' AND n >= ${from}`;
  const others = (end: string): string =>
    Object.entries(plugIns).map(([estimator, words]) =>
      `{${nameOf("error", estimator)}_${end}:2} for ${words}`
    ).join(", ");
  return {
    words: `The error of the ${what} in units of the bound, here at n = {error_most:i}: ` +
      `{error_orthogonal_most:2} for the orthogonal one, ${others("most")}. At n = ` +
      `{error_least:i}: {error_orthogonal_least:2} for the orthogonal one, ${others("least")}.`,
    facts: {
      sql: atEnds(numbers, ["orthogonal", ...Object.keys(plugIns)], "error"),
      tables: { ...summaries(context, `${id}/summary`), exact: context.exact(problem) },
    },
  };
}

/** Medians of errors at the least n, where squared errors have no mean, in words. */
export function medians(context: PartContext, id: string, what: "gradient" | "root"): Finding {
  const median = (estimator: string, name: string): string =>
    `max(value) FILTER (estimator = '${estimator}') AS ${name}`;
  return {
    words:
      `At n = {median_n:i} squared errors have no mean to speak of; half of the errors of the ${what} are ` +
      "there at most {median_orthogonal} for the orthogonal one, {median_plug_in} for the plug-in and " +
      "{median_oracle} for the oracle.",
    facts: {
      sql: `SELECT min(n) AS median_n, ${median("orthogonal", "median_orthogonal")},
  ${median("plug-in", "median_plug_in")}, ${median("oracle", "median_oracle")}
FROM summary WHERE metric = 'median_norm' AND n = (SELECT min(n) FROM summary)`,
      tables: summaries(context, `${id}/summary`),
    },
  };
}

/** The estimators of functional gradients whose intervals are looked at, in words. */
export const INTERVALS = {
  orthogonal: "the orthogonal gradient",
  "plug-in": "the published plug-in",
  "plug-in-full": "the full one",
  "plug-in-adjoint": "the adjoint one",
  "plug-in-forward": "the forward one",
};

/** How often intervals hold the truth, over all n and at the largest, in words. */
export function coverages(
  context: PartContext,
  id: string,
  estimators: Readonly<Record<string, string>>,
  metric = "coverage",
): Finding {
  const of = Object.entries(estimators).map(([estimator, words]) => {
    const name = nameOf("cover", estimator);
    return `{${name}_mean:3} for ${words} ({${name}_most:3} at n = {cover_most:i})`;
  });
  return {
    words: `Coverage here, on average over n: ${of.join(", ")}.`,
    facts: {
      sql: atEnds(
        `SELECT estimator, n, avg(value) AS number FROM summary
  WHERE metric = '${metric}' GROUP BY estimator, n`,
        Object.keys(estimators),
        "cover",
      ),
      tables: summaries(context, `${id}/summary`),
    },
  };
}
