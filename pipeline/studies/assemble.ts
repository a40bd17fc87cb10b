/**
 * From studies to the whole graph: figures, claims and published comparisons become stages, and
 * one report gathers them all.
 *
 * @module
 */

import { pathsOf } from "../../reports/page/site.ts";
import { canonicalJson, type JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import { UsageError } from "../engine/stage.ts";
import type { ReportSkeleton } from "../stages/report.ts";
import { type Again, rowAgain, stagesAgain } from "./again.ts";
import { claimStage, claimWords } from "./claim.ts";
import { factsStages } from "./facts.ts";
import type { Profile, Study } from "./contract.ts";
import { figureStages } from "./figure.ts";
import { COMPARISON } from "./published.ts";
import { VERSION } from "../version.ts";
import { queryStage } from "./query.ts";

/** A file of the view: where an artifact appears under `out/`. */
export interface ViewFile {
  readonly path: string;
  readonly stage: string;
  readonly output: string;
}

/** Everything a run needs to know. */
export interface Assembly {
  readonly stages: readonly Stage[];
  readonly view: readonly ViewFile[];
  /** Artifacts of `out/results.duckdb` by table. */
  readonly database: Readonly<Record<string, readonly InputReference[]>>;
}

/** The report's stage. */
export const REPORT = "report/index";

/** The stage that looks at all verdicts together. */
const VERDICTS = "report/verdicts";

/** Joins studies into one graph with one report; `again` are claims that are judged on other draws too. */
export function assemble(
  studies: readonly Study[],
  profile: Profile,
  again: readonly Again[] = [],
): Assembly {
  const complete = profile !== "smoke";
  const parts = studies.map((study) => studyStages(study, complete));
  const report = reportStage(studies, profile);
  const database: Record<string, InputReference[]> = {};
  for (const study of studies) {
    for (const [table, references] of Object.entries(study.database)) {
      (database[table] ??= []).push(...references);
    }
    (database.claims ??= []).push(
      ...study.claims.map(({ id }) => ({ stage: `${study.id}/claim/${id}`, output: "table" })),
    );
    if (study.published) {
      (database.published ??= []).push({ stage: study.published, output: "table" });
      (database.published_tests ??= []).push({ stage: study.published, output: "statements" });
    }
  }
  const judgedAgain = again.flatMap((one) => one.claims.map((claim) => rowAgain(one, claim)));
  database.claims = [...database.claims ?? [], ...judgedAgain];
  const verdicts = queryStage(VERDICTS, "verdicts", "reports/sql/verdicts.sql", {
    claims: database.claims,
  });
  database.verdicts = [{ stage: VERDICTS, output: "table" }];
  const figures = studies.flatMap((study) =>
    study.experiments.flatMap(({ figures }) =>
      figures.map(({ id }) => ({ id, at: `${study.id}/figure/${id}` }))
    )
  );
  return {
    stages: uniqueByName([
      ...studies.flatMap((study, i) => [...study.stages, ...parts[i]!]),
      ...again.flatMap(stagesAgain),
      verdicts,
      report,
    ]),
    view: [
      ...report.outputs.map((path) => ({ path: `report/${path}`, stage: REPORT, output: path })),
      ...figures.flatMap(({ id, at }) => [
        { path: `report/data/${id}.parquet`, stage: `${at}/rows`, output: "table" },
        { path: `report/figures/${id}.svg`, stage: `${at}/drawing`, output: "svg" },
        { path: `report/figures/${id}.linear.svg`, stage: `${at}/drawing`, output: "linear" },
        { path: `report/figures/${id}.narrow.svg`, stage: `${at}/drawing`, output: "narrow" },
        { path: `report/figures/${id}.vl.json`, stage: `${at}/spec`, output: "spec" },
      ]),
      ...studies.flatMap(({ id, published }) =>
        published === undefined ? [] : [{
          path: `report/data/${id}-published.parquet`,
          stage: published,
          output: "table",
        }]
      ),
    ],
    database,
  };
}

function studyStages(study: Study, complete: boolean): Stage[] {
  const draws = { seed: study.seed, purpose: "study", complete } as const;
  const claims = study.claims.map((claim) => claimStage(study.id, claim, draws));
  const figures = study.experiments.flatMap(({ figures }) =>
    figures.flatMap((entry) => figureStages(study.id, entry))
  );
  return [...claims, ...factsStages(study.id, study.experiments), ...figures];
}

/** A failed figure, claim or table is shown as a failure, so the report takes what it can get. */
function reportStage(studies: readonly Study[], profile: Profile): Stage {
  const orFailure = true;
  const inputs: Record<string, InputReference> = {
    verdicts: { stage: VERDICTS, output: "rows", orFailure },
    ranges: { file: "pipeline/studies/ranges.ts" },
    minisearch: { file: "node_modules/minisearch/dist/umd/index.js" },
  };
  for (const study of studies) {
    for (const { name } of factsStages(study.id, study.experiments)) {
      inputs[name] = { stage: name, output: "rows", orFailure };
    }
    for (const { figures } of study.experiments) {
      for (const { id } of figures) {
        const at = `${study.id}/figure/${id}`;
        inputs[`rows/${id}`] = { stage: `${at}/rows`, output: "table", orFailure };
        inputs[`figure/${id}`] = { stage: `${at}/spec`, output: "figure", orFailure };
        inputs[`drawing/${id}`] = { stage: `${at}/drawing`, output: "svg", orFailure };
      }
    }
    for (const { id } of study.claims) {
      inputs[`claim/${id}`] = { stage: `${study.id}/claim/${id}`, output: "rows", orFailure };
    }
    if (study.published) {
      inputs[`published/${study.id}`] = { stage: study.published, output: "rows", orFailure };
      inputs[`tests/${study.id}`] = { stage: study.published, output: "tests", orFailure };
      inputs[`sql/published`] = { file: "reports/sql/published.sql" };
    }
  }
  const skeleton: ReportSkeleton = {
    version: VERSION,
    profile,
    studies: studies.map((
      { id, title, question, papers, experiments, pages, claims, published, sizes, seed },
    ) => ({
      id,
      seed,
      title,
      question,
      papers,
      pages,
      sizes,
      claims: claims.map((claim) => claimWords(id, claim)),
      ...(published === undefined ? {} : { publishedLevel: COMPARISON.level }),
      experiments: experiments.map(({ figures, found, ...experiment }) => ({
        ...experiment,
        ...(found === undefined ? {} : { found: found.words }),
        figures: figures.map(({ id, rows }) => ({ id, sql: rows.sql })),
      })),
    })),
  };
  return {
    name: REPORT,
    kind: "report",
    code: { entry: "pipeline/stages/report.ts" },
    parameters: JSON.parse(JSON.stringify(skeleton)) as JsonObject,
    inputs,
    outputs: pathsOf(studies.map(({ id, title, pages, experiments }) => ({
      id,
      title,
      pages,
      tables: experiments.flatMap(({ figures, published }) => [
        ...figures.map(({ id }) => id),
        ...published.map(({ table }) => table),
      ]),
    }))),
  };
}

/** Experiments may share stages; two different stages with one name are a mistake. */
function uniqueByName(stages: readonly Stage[]): Stage[] {
  const byName = new Map<string, Stage>();
  for (const stage of stages) {
    const known = byName.get(stage.name);
    if (known !== undefined && !isSame(known, stage)) {
      throw new UsageError(
        `Two different stages are named "${stage.name}"; give one of them another name.`,
      );
    }
    byName.set(stage.name, known ?? stage);
  }
  return [...byName.values()];
}

/** Mostly they are made by one function, and equal as they stand. */
function isSame(one: Stage, other: Stage): boolean {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a === b || canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
}
