/**
 * The stages that compare methods on a user's problem.
 *
 * @module
 */

import type { Artifact, InputReference, Stage } from "../engine/stage.ts";
import { collectStage, outputsOf } from "../studies/collect.ts";
import { json } from "../studies/experiment.ts";
import { modules } from "../studies/modules.ts";
import { textStage } from "../studies/query.ts";
import { overGrid, untilSpent } from "../studies/tuned.ts";
import { MARK, type OwnEstimator, type OwnMethod } from "./entries.ts";
import { OWN } from "./problem.ts";
import { choiceOfSteps, curvesOfMethods, endsOfMethods, errorsByCost } from "./queries.ts";
import { TIMED } from "./timing.ts";

/** The user's file, and what it is about. */
export interface OwnFiles {
  /** "path#problem", the path from the project's root. */
  readonly code: string;
  /** The rows, if the problem has some. */
  readonly rows?: Artifact;
}

const dataOf = ({ rows }: OwnFiles): Stage["inputs"] =>
  rows === undefined ? {} : { data: { artifact: rows } };

/** The stage that says what the file is like. */
export const FORM = "own/form";
/** The stage that calls both objectives once. */
export const FIRST_CALL = "own/first_call";
/** The stage that looks at the problem. */
export const DIAGNOSIS = "own/diagnosis";

const own = (
  name: string,
  kind: string,
  entry: string,
  files: OwnFiles,
  output: string,
): Stage => ({
  name,
  kind,
  code: { entry: `pipeline/own_problem/${entry}.ts`, slots: { problem: files.code } },
  parameters: {},
  inputs: dataOf(files),
  outputs: [output],
});

/** What is looked at before there are rows, and before anything is compared. */
export const formStage = ({ code }: OwnFiles): Stage =>
  own(FORM, "describe", "describe", { code }, "form");
export const firstCallStage = (files: OwnFiles): Stage =>
  own(FIRST_CALL, "call", "first_call", files, "returned");
export const diagnosisStage = (files: OwnFiles): Stage =>
  own(DIAGNOSIS, "diagnose", "diagnose", files, "diagnosis");

/** How much is compared. */
export interface OwnDesign {
  readonly estimators: readonly OwnEstimator[];
  readonly methods: readonly OwnMethod[];
  /** Outer steps of methods with gradients, and of the random search. */
  readonly grid: readonly number[];
  readonly searchGrid: readonly number[];
  /** The baseline's name, whose grid is its own. */
  readonly baseline: string;
  /** Passes through the lower level's rows. */
  readonly budget: number;
  /** Draws of what depends on chance. */
  readonly draws: number;
  /** Rows of the lower level, or 1. */
  readonly n: number;
  /** Calls that are timed. */
  readonly calls: number;
  /** Descent along exact gradients, which looks for the least objective. */
  readonly exact: { readonly code: string; readonly options: Stage["parameters"] };
}

/** The tables that are read and shown. */
export const TABLES = {
  errors: "own/errors",
  choice: "own/choice",
  ends: "own/ends",
  curves: "own/curves",
} as const;

const timingName = (what: string): string => `own/calls/${what}`;

/** The stages whose records say what calls cost, by what is called. */
export const TIMINGS: readonly (readonly [what: string, stage: string])[] = TIMED.map(
  (what) => [what, timingName(what)],
);

/** Draws that outer steps are chosen on begin here. */
const TUNING = 1_000_000;
const RECORDED = [0, 1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000];
/** Iterations along exact gradients. */
const EXACT = 200;

/** The stages of a comparison. */
export function comparisonStages(files: OwnFiles, design: OwnDesign): Stage[] {
  const { estimators, methods, grid, searchGrid, baseline, budget, draws, n, calls } = design;
  const measured = (
    name: string,
    estimator: string,
    count: number,
    first: number,
    of: {
      readonly kind: string;
      readonly measure: string;
      readonly slot: Readonly<Record<string, string>>;
      readonly parameters: Stage["parameters"];
      readonly outputs: readonly string[];
      readonly inputs?: Stage["inputs"];
    },
  ): Stage => ({
    name,
    kind: of.kind,
    code: {
      entry: "pipeline/own_problem/on_own.ts",
      slots: { problem: files.code, measure: of.measure, ...of.slot },
    },
    parameters: {
      labels: { problem: OWN, estimator, first },
      count,
      problem: {},
      ...of.parameters,
    },
    inputs: { ...dataOf(files), ...of.inputs },
    outputs: of.outputs,
    random: [1, OWN],
  });
  const errors = estimators.map(({ name, code, efforts }) =>
    measured(`own/gradients/${name}`, name, 1, 0, {
      kind: "estimate",
      measure: modules.from<typeof import("./gradients.ts")>("pipeline/own_problem/gradients.ts")(
        "ownGradients",
      ),
      slot: { estimator: code },
      parameters: { efforts },
      outputs: ["errors"],
    })
  );
  const run = (
    name: string,
    method: OwnMethod | (OwnMethod & { readonly setting?: string }),
    count: number,
    first: number,
    loop: Stage["parameters"],
    tuned?: InputReference,
  ): Stage =>
    measured(name, method.name, count, first, {
      kind: "optimise",
      measure: modules.traces("outerLoop"),
      slot: { method: method.code },
      parameters: {
        loop,
        method: method.options ?? {},
        ...(tuned === undefined ? {} : { axis: "samples" }),
      },
      outputs: ["traces", "metrics"],
      ...(tuned === undefined ? {} : { inputs: { tuned } }),
    });
  const loop = json(untilSpent({ samples: budget * n, recorded: RECORDED, lastButOne: true }));
  const exactLoop = json({ iterations: EXACT, recorded: RECORDED });
  const tuning = methods.flatMap((method) => {
    const steps = method.name === baseline ? searchGrid : grid;
    return overGrid([method], steps).map((one) => {
      const at = `own/tuning/${method.name}/${one.setting}`;
      const drawn = method.random ? Math.ceil(draws / 2) : 1;
      return run(at, { ...method, ...one }, drawn, method.random ? TUNING : 0, loop);
    });
  });
  const exact = overGrid(
    [{ ...design.exact, name: MARK, random: false, goesThrough: "" } as OwnMethod],
    grid,
  ).map((one) =>
    run(`own/exact/${one.setting}`, { random: false, goesThrough: "", ...one }, 1, 0, exactLoop)
  );
  const steps: InputReference = { stage: TABLES.choice, output: "rows" };
  const compared = methods.filter(({ random }) => random)
    .map((method) => run(`own/methods/${method.name}`, method, draws, 0, loop, steps));
  const gathered = (name: string, stages: readonly Stage[], output: string): Stage =>
    collectStage(name, { table: outputsOf(stages, output) });
  const table = (stage: string): InputReference => ({ stage, output: "table" });
  const traces = {
    tuning: table("own/tuning/all"),
    ...(compared.length === 0 ? {} : { compared: table("own/methods/all") }),
    exact: table("own/exact/all"),
  };
  const kinds = methods.map(({ name, random, goesThrough }) => ({ name, random, goesThrough }));
  const sides = { kinds, n, budget, compared: compared.length > 0 };
  return [
    ...errors,
    gathered("own/gradients/all", errors, "errors"),
    textStage(TABLES.errors, {
      sql: errorsByCost(n),
      tables: { errors: table("own/gradients/all") },
    }),
    ...TIMED.map((what): Stage => ({
      ...own(timingName(what), "time", "timing", files, "calls"),
      parameters: { what, calls },
    })),
    ...tuning,
    gathered("own/tuning/all", tuning, "traces"),
    textStage(TABLES.choice, {
      sql: choiceOfSteps(sides),
      tables: { tuning: traces.tuning },
    }),
    ...compared,
    ...(compared.length === 0 ? [] : [gathered("own/methods/all", compared, "traces")]),
    ...exact,
    gathered("own/exact/all", exact, "traces"),
    textStage(TABLES.ends, {
      sql: endsOfMethods(sides),
      tables: { ...traces, choice: table(TABLES.choice) },
    }),
    textStage(TABLES.curves, {
      sql: curvesOfMethods(sides),
      tables: { ...traces, choice: table(TABLES.choice) },
    }),
  ];
}
