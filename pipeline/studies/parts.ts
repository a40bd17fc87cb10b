/**
 * Studies in parts: a part declares the stages of one question, and what the report says and shows
 * of them.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { Claim } from "./claim.ts";
import type { ExperimentEntry, Profile, Study, StudyOptions, Tables } from "./contract.ts";
import type { Experiment, ProblemEntry } from "./grid.ts";
import { queryStage } from "./query.ts";

/** Sizes and replications of one experiment. */
export interface Size {
  readonly sizes: readonly number[];
  readonly replications: number;
}

/** Sizes and replications of one experiment in each profile. To get more replications, raise them. */
export type Sizes = Readonly<Record<Profile, Size>>;

/** What a part is told. */
export interface PartContext {
  /** Name of the study. */
  readonly study: string;
  readonly seed: number;
  readonly profile: Profile;
  /** Replications a stage computes; numbers of replications are multiples of it. */
  readonly block: number;
  /** The same where kernel matrices are factorised. */
  readonly blockOfKernels: number;
  /** The size in this profile, with the replications the user asked for. */
  readonly size: (sizes: Sizes) => Size;
  /** Where a table of the study is: its stage's name within the study, and the output. */
  readonly table: (name: string, output?: string) => InputReference;
}

/** A part of a study. */
export interface StudyPart {
  /** Stages of kind "exact" give rows of the study's table `exact`. */
  readonly stages: readonly Stage[];
  /** In the order of the report. */
  readonly sections: readonly ExperimentEntry[];
  readonly claims?: readonly Claim[];
  /** Summaries that the comparison with published tables reads. */
  readonly published?: readonly InputReference[];
  /** Artifacts of the database by table name. */
  readonly database?: Readonly<Record<string, readonly InputReference[]>>;
}

/** A part for a given context. */
export type PartFactory = (context: PartContext) => StudyPart;

/** What is said of a study as a whole. */
export type StudyHeader =
  & Pick<Study, "id" | "title" | "question" | "papers">
  & {
    readonly seed: number;
    readonly sizes: Readonly<Record<Profile, string>>;
  };

/** Joins parts into a study. */
export function studyOf(
  { seed, sizes, ...header }: StudyHeader,
  { profile, replications }: StudyOptions,
  factories: readonly PartFactory[],
): Study {
  const smoke = profile === "smoke";
  const context: PartContext = {
    study: header.id,
    seed,
    profile,
    block: smoke ? 10 : 50,
    blockOfKernels: smoke ? 5 : 10,
    size: (sizes) =>
      replications === undefined ? sizes[profile] : { ...sizes[profile], replications },
    table: (name, output = "table") => ({ stage: `${header.id}/${name}`, output }),
  };
  const parts = factories.map((part) => part(context));
  const stages = parts.flatMap(({ stages }) => stages);
  const exact = exactTable(context, stages);
  const database: Record<string, InputReference[]> = exact.length === 0
    ? {}
    : { exact: [context.table("exact")] };
  for (const [table, references] of parts.flatMap((part) => Object.entries(part.database ?? {}))) {
    (database[table] ??= []).push(...references);
  }
  const published = parts.flatMap(({ published }) => published ?? []);
  return {
    ...header,
    stages: [...stages, ...exact],
    experiments: parts.flatMap(({ sections }) => sections),
    claims: parts.flatMap(({ claims }) => claims ?? []),
    ...(published.length === 0 ? {} : { published: { tables: { summary: published } } }),
    database,
    sizes: sizes[profile],
  };
}

/** The stage of the study's table of exact values, if any of its stages has some. */
function exactTable({ study }: PartContext, stages: readonly Stage[]): Stage[] {
  const names = new Set(stages.filter(({ kind }) => kind === "exact").map(({ name }) => name));
  if (names.size === 0) return [];
  const exact = [...names].map((stage) => ({ stage, output: "rows" }));
  return [
    queryStage(`${study}/exact`, "exact-table", "reports/sql/exact.sql", { exact }, {
      exact: "json",
    }),
  ];
}

/** What a part of the database experiments fill: their estimates, learning errors and summaries. */
export function experimentTables(
  { table }: PartContext,
  experiments: readonly Pick<Experiment, "id">[],
): Record<"estimates" | "learning_errors" | "summary", InputReference[]> {
  return {
    estimates: experiments.map(({ id }) => table(`${id}/collect`, "estimates")),
    learning_errors: experiments.map(({ id }) => table(`${id}/collect`, "errors")),
    summary: experiments.map(({ id }) => table(`${id}/summary`)),
  };
}

/** The tables of a figure or claim that reads summaries of the study, by their stages' names. */
export function summaries({ table }: PartContext, ...names: string[]): Tables {
  return { summary: names.map((name) => table(name)) };
}

/** The stage of a problem's exact values; `kernel` for those of kernel bilevel optimisation. */
export function exactStage(
  { study }: PartContext,
  problem: ProblemEntry,
  kernel?: {
    readonly gradient: string;
    readonly sigma: number;
    readonly lambdas: readonly number[];
  },
): Stage {
  return {
    name: `${study}/${problem.name}/exact`,
    kind: "exact",
    code: {
      entry: "pipeline/stages/truths.ts",
      slots: {
        problem: problem.code,
        ...(kernel === undefined ? {} : { kernelGradient: kernel.gradient }),
      },
    },
    parameters: {
      name: problem.name,
      ...(problem.options === undefined ? {} : { problem: problem.options }),
      kernel: { sigma: kernel?.sigma ?? 1, lambdas: kernel?.lambdas ?? [] },
    },
    inputs: {},
    outputs: ["rows"],
  };
}

/** A section's first words with its sizes. */
export function describeSizes(text: string, { sizes, replications }: Size): string {
  return `${text} Here n = ${sizes.join(", ")}, with ${replications} replications each.`;
}
