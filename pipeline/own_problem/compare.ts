/**
 * A user's problem, compared on: its form, its rows, its diagnosis, and then all else.
 *
 * @module
 */

import { dirname, relative, resolve } from "node:path";
import { type Artifact, UsageError } from "../engine/stage.ts";
import { firstLine, requireFile } from "../own_data/files.ts";
import { placesNotes } from "../own_data/coded.ts";
import { readTable } from "../own_data/read_table.ts";
import { suspectValues } from "../own_data/suspect_values.ts";
import { PROJECT_FOLDER, userPath } from "../paths.ts";
import { EXACT } from "../studies/methods.ts";
import type { Diagnosis } from "./diagnose.ts";
import { type EngineRun, FailedStage } from "./engine_run.ts";
import { ownEstimators, ownMethods, RANDOM_SEARCH } from "./entries.ts";
import { figuresOf, type OwnFigure } from "./figures.ts";
import type { Form } from "./form.ts";
import {
  comparisonStages,
  DIAGNOSIS,
  diagnosisStage,
  FIRST_CALL,
  firstCallStage,
  FORM,
  formStage,
  type OwnFiles,
  TABLES,
  TIMINGS,
} from "./graph.ts";
import { type EndRow, type ErrorRow, type Results, rowsOf } from "./results.ts";
import { columnsOf, encodeRows, levelRows } from "./rows.ts";
import { descentNotes } from "./words.ts";
import { chosenMethods, type CompareRequest } from "./settings.ts";

/** What came of a comparison. */
export interface Comparison {
  readonly results: Results;
  readonly figures: readonly OwnFigure[];
  /** Tables as Parquet, by name. */
  readonly tables: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** What of the tables gives cause for doubt. */
  readonly notes: readonly string[];
}

/** Outer steps, in units of what descent along exact gradients takes; radii of the random search. */
const GRID = [1 / 256, 1 / 64, 1 / 16, 1 / 4, 1, 4, 16];
const SEARCH_GRID = [0.5, 1, 2, 4];
/** Multiplications that a timed stage may take, about. */
const TIMED_WORK = 2e7;

/**
 * Compares on the problem of a file.
 *
 * @throws {UsageError} if the file, its tables or its problem will not do.
 */
export async function compared(engine: EngineRun, request: CompareRequest): Promise<Comparison> {
  const shown = request.problem;
  const path = userPath(shown);
  await requireFile(path, shown, "--problem a TypeScript file");
  const code = referenceTo(path, shown);
  const form = await formOf(engine, code, shown);
  const { rows, notes } = await rowsOfFiles(engine, form, path);
  const files: OwnFiles = { code, ...(rows === undefined ? {} : { rows }) };
  await failingAs(shown, () => engine.run([firstCallStage(files)], true));
  const diagnosis = await diagnosisOf(engine, files, shown);
  const design = designOf(diagnosis, request);
  const stages = comparisonStages(files, design);
  const figures = figuresOf(shown, design);
  const records = await failingAs(
    shown,
    () => engine.run([...stages, ...figures.flatMap(({ stages }) => stages)]),
  );
  const table = <Row>(name: string): Row[] =>
    rowsOf(engine.json<Record<string, unknown>[]>(records.get(name)!, "rows"));
  return {
    results: {
      shown,
      coordinates: form.coordinates,
      diagnosis,
      estimators: design.estimators,
      errors: table<ErrorRow>(TABLES.errors),
      ends: table<EndRow>(TABLES.ends),
      grid: design.grid,
      searchGrid: design.searchGrid,
      budget: design.budget,
      draws: design.draws,
      milliseconds: Object.fromEntries(
        TIMINGS.map(([what, name]) => [
          what,
          1000 * records.get(name)!.cost.seconds / design.calls,
        ]),
      ),
    },
    figures: figures.map((figure) => figure.drawn(engine, records)),
    tables: Object.fromEntries(
      Object.entries(TABLES).map(([name, at]) => [name, engine.bytes(records.get(at)!, "table")]),
    ),
    notes: [...notes, ...descentNotes(diagnosis)],
  };
}

function referenceTo(path: string, shown: string): string {
  if (/[#"]/.test(path)) {
    throw new UsageError(`"${shown}" has a # or a quote in its path; give it a path without.`);
  }
  return `${relative(PROJECT_FOLDER, path)}#problem`;
}

async function formOf(engine: EngineRun, code: string, shown: string): Promise<Form> {
  const records = await failingAs(shown, () => engine.run([formStage({ code })], true));
  const form = engine.json<Form | { complaint: string }>(records.get(FORM)!, "form");
  if ("complaint" in form) throw new UsageError(`"${shown}": ${form.complaint}.`);
  return form;
}

async function rowsOfFiles(
  engine: EngineRun,
  { data }: Form,
  path: string,
): Promise<{ readonly rows?: Artifact; readonly notes: readonly string[] }> {
  if (data === undefined) return { notes: [] };
  const wanted = columnsOf(data.arrays);
  const names = data.file === undefined ? [data.lower!, data.outer!] : [data.file];
  const tables = [];
  for (const name of names) {
    tables.push(
      await readTable(
        resolve(dirname(path), name),
        name,
        wanted,
        (done, total) => engine.progress(done, total, `reading ${name}`),
      ),
    );
  }
  const bytes = encodeRows(levelRows(data, tables));
  const notes = tables.flatMap((table, at) => [
    ...table.notes,
    ...placesNotes(table),
    ...suspectValues(table, wanted, names[at]!),
  ]);
  return { rows: engine.store.put(bytes), notes };
}

async function diagnosisOf(
  engine: EngineRun,
  files: OwnFiles,
  shown: string,
): Promise<Diagnosis> {
  const records = await failingAs(shown, () => engine.run([diagnosisStage(files)]));
  const found = engine.json<Diagnosis | { refused: string }>(records.get(DIAGNOSIS)!, "diagnosis");
  if ("refused" in found) throw new UsageError(`"${shown}": ${found.refused}.`);
  return found;
}

function designOf(diagnosis: Diagnosis, request: CompareRequest) {
  const { dx, dy, rows, descent } = diagnosis;
  const { methods, budget, draws } = request;
  const n = rows.lower || 1;
  // Where no step lowers F, any is as good
  const unit = Number((descent.step || 1).toPrecision(2));
  return {
    estimators: ownEstimators(dy),
    methods: chosenMethods(ownMethods(rows.lower), methods),
    grid: GRID.map((factor) => factor * unit),
    searchGrid: SEARCH_GRID,
    baseline: RANDOM_SEARCH,
    budget,
    draws,
    n,
    calls: Math.max(10, Math.min(2000, Math.round(TIMED_WORK / (n * (dx + dy) + 1000)))),
    exact: { code: EXACT.code, options: EXACT.options ?? {} },
  };
}

/** What a stage says that fails is said of the user's file. */
async function failingAs<Result>(shown: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FailedStage)) throw error;
    const { stage, why } = error;
    if (/No matching export in .* for import "problem"/.test(why)) {
      throw new UsageError(
        `"${shown}" does not export "problem"; write "export const problem = { start, lower, outer };".`,
      );
    }
    const [, bundling] = /^The code of \S+ cannot be bundled: (.*)$/s.exec(why) ?? [];
    if (bundling !== undefined) throw new UsageError(`"${shown}" cannot be loaded: ${bundling}`);
    const [, seconds] = /^It did not end within its limit of (\d+) s/.exec(why) ?? [];
    if (seconds !== undefined) throw unended(shown, stage, seconds);
    if (stage === FORM) throw new UsageError(`"${shown}" cannot be loaded: ${firstLine(why)}.`);
    throw new UsageError(`"${shown}" fails in ${stage}: ${firstLine(why)}.`);
  }
}

function unended(shown: string, stage: string, seconds: string): UsageError {
  const remedy = "or give all stages longer with --time-limit SECONDS";
  if (stage === FORM) {
    return new UsageError(
      `"${shown}" was not loaded after ${seconds} s: it waits or loops outside its objectives; let it ` +
        `define them and end, ${remedy}.`,
    );
  }
  return new UsageError(
    stage === FIRST_CALL
      ? `"lower" and "outer" of "${shown}", called once where x and y start, have not returned after ` +
        `${seconds} s: one waits or loops; let both return, ${remedy}.`
      : `"${shown}": ${stage} did not end within ${seconds} s: an objective waits or loops, or it takes ` +
        `long; let both return, make the problem smaller, ${remedy}.`,
  );
}
