/**
 * Experiments as data: a problem, sizes, replications in blocks, methods, and what is measured of each. One
 * function makes the stages of the cells, one those that gather them.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage, StreamName } from "../engine/stage.ts";
import type { Types } from "../table.ts";
import { collectStage, outputsOf } from "./collect.ts";
import { type Queries, queryStages } from "./query.ts";

/** A problem as stages refer to it. */
export interface Problem {
  readonly name: string;
  /** "path#export" of the problem or, if there are options, of what makes it from them. */
  readonly code: string;
  readonly options?: JsonObject;
}

/** A method or an estimator as stages refer to it. */
export interface Method {
  /** In stage names and tables. */
  readonly name: string;
  /** "path#export". */
  readonly code: string;
  /** What it is made with, if it is made from options. */
  readonly options?: JsonObject;
  /** The label of the setting, for methods that are varied; that of the experiment unless said. */
  readonly setting?: string;
  /** The number that the setting names. */
  readonly level?: number;
  /** Further parameters of its stage: efforts that are tried, or searched for. */
  readonly tried?: JsonObject;
}

/** An experiment: what is measured of each method in each cell, a block of replications at one size. */
export interface Experiment {
  readonly id: string;
  readonly problem: Problem;
  /** The label of the setting, where the problem is varied; "" unless said. */
  readonly setting?: string;
  /** The number that the setting names. */
  readonly level?: number;
  /** Sizes as the tables name them, where the problem is one of samples. */
  readonly sizes?: readonly number[];
  readonly replications: number;
  /**
   * Number of the first one, a multiple of the block; 0 unless said. Others are other samples of the same
   * problem.
   */
  readonly firstReplication?: number;
  /** Replications a stage computes. */
  readonly block: number;
  readonly over: readonly Method[];
  readonly measure: Measure;
  /** What a cell needs before anything is measured there: samples, learned means. */
  readonly needs?: Needs;
}

/** What is recorded of a block of replications. */
export interface Measure {
  /** The stage of one method in one cell. */
  readonly stage: (method: Method, cell: Cell, given: Given) => Stage;
  readonly gathered: Gathering;
}

/** What a cell needs, for the methods of its experiment. */
export type Needs = (cell: Cell, over: readonly Method[]) => readonly Given[];

/** Methods of a cell that are measured from the same artifacts. */
export interface Given {
  readonly over?: readonly Method[];
  /** What makes the artifacts. */
  readonly stages?: readonly Stage[];
  readonly inputs?: Stage["inputs"];
  /** Where they are, in stage names. */
  readonly at?: string;
  /** Who learned them, and in which setting, in tables. */
  readonly learner?: string;
  readonly setting?: string;
  /** Parameters of all stages that read them. */
  readonly parameters?: JsonObject;
  /** The stage of a method, if it is not that of the experiment's measure. */
  readonly stage?: Measure["stage"];
}

/** A block of replications at one size. */
export interface Cell extends BlockRange {
  readonly study: string;
  readonly experiment: Experiment;
  readonly n: number;
  /** Number of the block. */
  readonly b: number;
  /** What the block is called where experiments share it: one that is not full has a name of its own. */
  readonly part: string;
  /** The stream of the problem, which all methods share. */
  readonly random: StreamName;
}

/** What a study's stages are called after and drawn from. */
export interface Place {
  readonly study: string;
  readonly seed: number;
}

/** The replications of one block. */
export interface BlockRange {
  readonly first: number;
  readonly count: number;
}

/** Replications in blocks: raising their number adds blocks and leaves the old ones as they are. */
export function blocks(replications: number, block: number): BlockRange[] {
  return Array.from({ length: Math.ceil(replications / block) }, (_, b) => ({
    first: b * block,
    count: Math.min(block, replications - b * block),
  }));
}

/** The stages of all cells of an experiment: sizes × blocks × what they need × methods. */
export function cellStages({ study, seed }: Place, experiment: Experiment): Stage[] {
  const { problem, sizes = [0], replications, firstReplication = 0, block } = experiment;
  const { needs, over, measure } = experiment;
  const random = [seed, study, problem.name];
  const cells = sizes.flatMap((n) =>
    blocks(replications, block).map(({ first: within, count }, b): Cell => {
      const first = firstReplication + within;
      const part = `block=${first / block}${count < block ? `:${count}` : ""}`;
      return { study, experiment, n, b, part, first, count, random };
    })
  );
  if (needs === undefined) {
    return over.flatMap((method) => cells.map((cell) => measure.stage(method, cell, {})));
  }
  return cells.flatMap((cell) =>
    needs(cell, over).flatMap(({ stages = [], over = [], stage = measure.stage, ...given }) => [
      ...stages,
      ...over.map((method) => stage(method, cell, given)),
    ])
  );
}

/** A stage of a cell in short. */
interface CellStage {
  readonly name: string;
  readonly kind: string;
  /** Its module in `pipeline/stages`. */
  readonly entry: string;
  /** What it is completed with besides the problem. */
  readonly slots?: Readonly<Record<string, string>> | undefined;
  readonly parameters: JsonObject;
  /** Whether it draws anything; false unless said. */
  readonly random?: boolean;
  readonly inputs?: Stage["inputs"] | undefined;
  readonly outputs: readonly string[];
}

/** A stage that works on the problem of a cell. */
export function cellStage(
  { experiment: { problem }, random }: Cell,
  { name, kind, entry, slots, parameters, inputs = {}, outputs, ...of }: CellStage,
): Stage {
  return {
    name,
    kind,
    code: { entry: `pipeline/stages/${entry}.ts`, slots: { problem: problem.code, ...slots } },
    parameters: {
      ...(problem.options === undefined ? {} : { problem: problem.options }),
      ...parameters,
    },
    ...(of.random === true ? { random } : {}),
    inputs,
    outputs,
  };
}

/** How the cells of experiments become tables. */
export interface Gathering {
  /** The stage, after the names of study and experiment. */
  readonly name: string;
  /** Its outputs: which output of cells each is gathered from, and the table of the database that it fills. */
  readonly tables: Readonly<Record<string, { readonly from: string; readonly into: string }>>;
  /** The columns of tables that may have no rows. */
  readonly types?: Readonly<Record<string, Types>>;
  /** What is always asked of them, by name after the study's; in the database's table `summary`. */
  readonly summaries?: (id: string, table: TableOf) => Queries;
  /** Further queries. */
  readonly queries?: (id: string, table: TableOf) => Queries;
}

/** Where a table of the study is: its stage's name within the study, and the output. */
export type TableOf = (name: string, output?: string) => InputReference;

/** What experiments come to. */
export interface Gathered {
  readonly stages: readonly Stage[];
  /** Artifacts of the database by table name. */
  readonly database: Readonly<Record<string, readonly InputReference[]>>;
}

/** The stages of experiments; those with one name are gathered together. */
export function gathered(place: Place, experiments: readonly Experiment[]): Gathered {
  const { study } = place;
  const table: TableOf = (name, output = "table") => ({ stage: `${study}/${name}`, output });
  const stages: Stage[] = [];
  const database: Record<string, InputReference[]> = {};
  const groups = Map.groupBy(experiments, ({ id, measure }) => `${id}/${measure.gathered.name}`);
  for (const [name, group] of groups) {
    const { id, measure: { gathered: { tables, types, summaries, queries } } } = group[0];
    const cells = group.flatMap((experiment) => cellStages(place, experiment));
    const roles = Object.entries(tables).map(([role, { from }]) => [role, outputsOf(cells, from)]);
    const gathering = { labels: { study, experiment: id }, types };
    const always = summaries?.(id, table) ?? {};
    stages.push(
      ...cells,
      collectStage(`${study}/${name}`, Object.fromEntries(roles), gathering),
      ...queryStages(study, { ...always, ...queries?.(id, table) }),
    );
    for (const [output, { into }] of Object.entries(tables)) {
      (database[into] ??= []).push(table(name, output));
    }
    for (const summary of Object.keys(always)) {
      (database.summary ??= []).push(table(summary));
    }
  }
  return { stages, database };
}

/** Settings as parameters. */
export function json<Settings extends object>(settings: Settings): Settings & JsonObject {
  return settings as Settings & JsonObject;
}
