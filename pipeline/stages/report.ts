/**
 * Stage: the pages of the report from figures, claims and comparisons.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type {
  ExperimentModel,
  FigureModel,
  PaperModel,
  PublishedModel,
  ReportModel,
  SourceStage,
  StudyPageModel,
} from "../../reports/page/model.ts";
import { columnWords } from "../../reports/page/published_names.ts";
import type { PublishedCell } from "../../reports/page/published_model.ts";
import type { Row } from "../../reports/charts/table_data.ts";
import { BIGRAD } from "../../reports/page/launcher.ts";
import { renderPages } from "../../reports/page/pages.ts";
import { DEFINITIONS, READING, REPRODUCE } from "../../reports/page/prose.ts";
import { csvFile } from "../../reports/page/site.ts";
import { fill, fillKnown } from "../../reports/page/template.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { ClaimWords } from "../studies/claim.ts";
import type { StageInputs, StageRun } from "../engine/stage.ts";
import type { DescribedFigure } from "./figure.ts";
import { claimsOf, seedsOf, summaryOf } from "./report_claims.ts";
import { read, readText, text } from "./report_inputs.ts";

/** What the report holds, without its results. */
export interface ReportSkeleton {
  readonly version: string;
  readonly profile: string;
  readonly studies: readonly StudySkeleton[];
}

interface StudySkeleton {
  readonly id: string;
  readonly seed: number;
  readonly title: string;
  readonly question: string;
  readonly papers: readonly PaperModel[];
  readonly pages: readonly StudyPageModel[];
  readonly sizes: string;
  /** The level at which a difference from published tables counts as found, if there are any. */
  readonly publishedLevel?: number;
  readonly claims: readonly ClaimWords[];
  readonly experiments: readonly ExperimentSkeleton[];
}

interface ExperimentSkeleton {
  readonly id: string;
  readonly page?: string;
  readonly title: string;
  readonly text: string;
  readonly found?: string;
  readonly figures: readonly { readonly id: string; readonly sql: string }[];
  readonly published: readonly {
    readonly table: string;
    readonly title: string;
    readonly origin: string;
    readonly note?: string;
  }[];
}

/** Inputs by figure, claim and study; outputs are the files of the report by path. */
export const run: StageRun<JsonObject> = (parameters, inputs) => {
  const { version, profile, studies } = parameters as unknown as ReportSkeleton;
  const claims = claimsOf(studies.flatMap((study) => study.claims), inputs);
  const seeds = seedsOf(studies.map(({ seed }) => seed), claims);
  // What all studies say of their sizes is said once, and first.
  const sizes = new Set(studies.map((study) => study.sizes));
  const shared = studies.length > 1 && sizes.size === 1 ? studies[0].sizes : null;
  const model: ReportModel = {
    title: "Bilevel gradients, reproduced",
    summary: summaryOf(claims, papersOf(studies).length) + (shared === null ? "" : ` ${shared}`),
    reading: READING,
    edition: `bigrad ${version}, profile ${profile}, seed ${seeds}`,
    facts: [
      { name: "Version", value: version },
      { name: "Profile", value: profile },
      { name: "Seeds", value: seeds },
      { name: "Ranges of the claims", value: `SHA-256 ${digestOfBytes(inputs.ranges[0])}` },
      ...(shared === null
        ? studies.map(({ title, sizes }) => ({ name: title, value: sizes }))
        : [{ name: "Sizes", value: shared }]),
    ],
    claims,
    studies: studies.map((study) => ({
      id: study.id,
      title: study.title,
      papers: keysOf(study),
      question: study.question,
      pages: study.pages,
      experiments: study.experiments.map((experiment) =>
        experimentOf(study, experiment, inputs, profile)
      ),
    })),
    definitions: DEFINITIONS,
    reproduce: REPRODUCE,
    papers: papersOf(studies),
    runPage: "run.html",
  };
  const encoder = new TextEncoder();
  return Object.fromEntries(
    Object.entries(renderPages(model, text(inputs.minisearch[0]))).map((
      [path, text],
    ) => [path, encoder.encode(text)]),
  );
};

function experimentOf(
  study: StudySkeleton,
  { id, page, title, text, found, figures, published }: ExperimentSkeleton,
  inputs: StageInputs,
  profile: string,
): ExperimentModel {
  return {
    id: `${study.id}-${id}`,
    ...(page === undefined ? {} : { page }),
    title,
    text: found === undefined
      ? text
      : `${text}\n\n${filled(`${study.id}/${id}/facts`, found, inputs)}`.trimEnd(),
    figures: figures.map((figure) => figureOf(study, figure, inputs, profile)),
    tables: [],
    published: published.map((entry) => publishedOf(study, entry, inputs, profile)),
  };
}

/** Words with the numbers that a stage has found, or with dashes if it failed. */
function filled(name: string, words: string, inputs: StageInputs): string {
  const facts = read<readonly Row[]>(inputs, name);
  if ("value" in facts) return fillKnown(words, facts.value[0]);
  const { stage, skipped } = facts.failure;
  return `${fill(words, undefined)} (These numbers are ${
    skipped ? "not computed yet" : `lost: ${stage} failed`
  }.)`;
}

function figureOf(
  study: StudySkeleton,
  { id, sql }: ExperimentSkeleton["figures"][number],
  inputs: StageInputs,
  profile: string,
): FigureModel {
  const figure = read<DescribedFigure>(inputs, `figure/${id}`);
  const svg = readText(inputs, `drawing/${id}`);
  const failure = "failure" in figure ? figure.failure : "failure" in svg ? svg.failure : undefined;
  const described = "value" in figure ? figure.value : undefined;
  return {
    id,
    title: described?.title ?? id.replaceAll("_", " "),
    finding: described?.finding ?? null,
    caption: described?.caption ?? "",
    alternative: described?.alternative ?? "",
    description: described?.description ?? "",
    svg: "value" in svg ? svg.value : null,
    linear: "value" in svg && described?.isLogarithmic ? `figures/${id}.linear.svg` : null,
    narrow: "value" in svg ? `figures/${id}.narrow.svg` : null,
    spec: described === undefined ? null : `figures/${id}.vl.json`,
    table: described?.table ?? null,
    sql,
    parquet: `data/${id}.parquet`,
    csv: described === undefined ? null : csvFile(id),
    stages: [digestOf(`${study.id}/figure/${id}/rows`, inputs[`rows/${id}`][0])],
    command: commandFor(id, profile),
    ...(failure ? { failure } : {}),
  };
}

interface PublishedRow {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly published: number | null;
  readonly published_error: number | null;
  readonly ours: number | null;
  readonly ours_error: number | null;
  readonly exact: number | null;
  readonly estimator: string;
  readonly metric: string;
  readonly setting: string;
  readonly z: number | null;
  readonly distinct: boolean;
  readonly heavy_tail: boolean;
}

interface TestRow {
  readonly table: string;
  readonly cells: number;
  readonly components: number;
  readonly p: number | null;
  readonly p_adjusted: number | null;
  readonly adjusted_low: number | null;
  readonly adjusted_high: number | null;
  readonly found: number | null;
}

function publishedOf(
  study: StudySkeleton,
  entry: ExperimentSkeleton["published"][number],
  inputs: StageInputs,
  profile: string,
): PublishedModel {
  const result = read<readonly PublishedRow[]>(inputs, `published/${study.id}`);
  const rows = ("value" in result ? result.value : []).filter(({ table }) => table === entry.table);
  const cells: PublishedCell[] = rows.map((row) => ({
    row: row.row,
    column: row.column,
    what: columnWords(row),
    published: row.published,
    publishedError: row.published_error,
    ours: row.ours,
    oursError: row.ours_error,
    exact: row.exact,
    z: row.z,
    ...(row.distinct ? {} : { repeated: true }),
    ...(row.heavy_tail ? { heavyTail: true } : {}),
  }));
  const scored = cells.filter(({ z }) => z !== null);
  const scores = scored.flatMap(({ z, repeated }) => repeated ? [] : [Math.abs(z!)]);
  const statements = read<readonly TestRow[]>(inputs, `tests/${study.id}`);
  const tests = "value" in statements ? statements.value : [];
  const test = tests.find(({ table }) => table === entry.table);
  return {
    id: entry.table,
    title: entry.title,
    origin: `${study.papers.map(({ short }) => short).join(", ")}, ${entry.origin}`,
    ...(entry.note === undefined ? {} : { note: entry.note }),
    cells,
    ...(test === undefined ? {} : {
      joint: {
        cells: test.cells,
        components: test.components,
        p: test.p,
        adjusted: test.p_adjusted,
        low: test.adjusted_low,
        high: test.adjusted_high,
        tables: tests.length,
        level: study.publishedLevel ?? NaN,
        found: test.found,
      },
    }),
    count: "failure" in result ? null : {
      compared: scores.length,
      repeated: scored.length - scores.length,
      beyondTwo: scores.filter((z) => z > 2).length,
      beyondFour: scores.filter((z) => z > 4).length,
      leftOut: cells.length - scored.length,
    },
    sql: text(inputs["sql/published"][0]),
    parquet: `data/${study.id}-published.parquet`,
    csv: "failure" in result ? null : csvFile(entry.table),
    stages: [digestOf(`${study.id}/published`, inputs[`published/${study.id}`][0])],
    command: commandFor(`${study.id}/published`, profile),
    ...("failure" in result ? { failure: result.failure } : {}),
  };
}

/** The papers of all studies and their claims, each once, in the order in which they come. */
function papersOf(studies: readonly StudySkeleton[]): PaperModel[] {
  const all = studies.flatMap(({ papers, claims }) => [
    ...papers,
    ...claims.flatMap(({ paper }) => paper === "ours" ? [] : [paper]),
  ]);
  return [...new Map(all.map((paper) => [paper.key, paper])).values()];
}

function keysOf({ papers }: StudySkeleton): string[] {
  return papers.map(({ key }) => key);
}

/** What makes just this, typed where the project is. */
function commandFor(target: string, profile: string): string {
  return `${BIGRAD} reproduce ${target}${profile === "default" ? "" : ` --profile ${profile}`}`;
}

/** The digest of a result: the same results have the same, whatever made them. */
function digestOf(name: string, bytes: Uint8Array): SourceStage {
  return { name, digest: digestOfBytes(bytes) };
}

const digestOfBytes = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");
