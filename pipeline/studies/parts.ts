/**
 * Studies in parts: a part declares the experiments of one question, and what the report says and shows
 * of them.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import type { OwnClaim } from "./claim.ts";
import type {
  ExperimentEntry,
  Profile,
  PublishedEntry,
  Study,
  StudyFactory,
  Tables,
} from "./contract.ts";
import type { FigureEntry } from "./figure.ts";
import { type Experiment, gathered, type Place, type Problem, type TableOf } from "./experiment.ts";
import { collectStage, type Gathering } from "./collect.ts";
import { type Queries, queryStages } from "./query.ts";
import { type Compared, type PrintedFiles, publishedClaims, publishedStages } from "./published.ts";
import { SEED } from "./seeds.ts";

/** Sizes and replications of one experiment. */
export interface Size {
  readonly sizes: readonly number[];
  readonly replications: number;
}

/** The same in short. */
export type Run = readonly [sizes: readonly number[], replications: number];

/** Sizes and replications of one experiment in each profile. To get more replications, raise them. */
export interface Sizes {
  readonly smoke: Run;
  readonly default: Run;
  /** Ten times the replications of the default profile unless said. */
  readonly paper?: Run;
}

const sizeIn = (of: Sizes, profile: Profile): Size => {
  const [sizes, replications] = of[profile] ?? of.default;
  return { sizes, replications: of[profile] === undefined ? 10 * replications : replications };
};

/** What a part is told. */
export interface PartContext extends Place {
  readonly profile: Profile;
  /** Replications a stage computes; numbers of replications are multiples of it. */
  readonly block: number;
  /** The same where kernel matrices are factorised. */
  readonly blockOfKernels: number;
  /** The size in this profile, with the replications the user asked for. */
  readonly size: (sizes: Sizes) => Size;
  /** What a section's first words end with: its sizes. */
  readonly sized: (sizes: Sizes) => string;
  readonly table: TableOf;
  /**
   * The exact values of one problem, for what shows no other: it is spared those of the study's other
   * problems, which are all in the table `exact`.
   */
  readonly exact: (problem: Pick<Problem, "name">) => InputReference;
}

/** A part of a study. */
export interface StudyPart {
  /** The page that it is on, which its study says. */
  readonly page?: string;
  readonly experiments?: readonly Experiment[];
  /** Other stages; those of kind "exact" give rows of the study's table `exact`. */
  readonly stages?: readonly Stage[];
  /** Rows that some of these stages give, by the names of their tables within the study. */
  readonly rows?: Readonly<Record<string, Rows>>;
  /** Queries by the names of their tables within the study. */
  readonly queries?: Queries;
  /** In the order of the report. */
  readonly sections: readonly Section[];
  readonly claims?: readonly OwnClaim[];
  /** What the comparison with published tables reads. */
  readonly published?: Compared;
}

/** Rows of stages, gathered. */
export interface Rows extends Gathering {
  /** Their stages' names. */
  readonly of: readonly string[];
  /** The table of the database that they fill, if any. */
  readonly into?: string;
}

/** A section of the report; none of its tables was published unless it says so. */
export type Section =
  & Omit<ExperimentEntry, "published">
  & Partial<Pick<ExperimentEntry, "published">>;

/** What is said of a study as a whole. */
export interface StudyHeader extends Pick<Study, "id" | "title" | "question" | "papers"> {
  /** Where sizes are from; those of the smoke profile mean nothing. */
  readonly sizes: Readonly<Record<Exclude<Profile, "smoke">, string>>;
  /** Replications a stage computes beyond the smoke profile: enough that a stage is worth its start. */
  readonly blocks?: Pick<PartContext, "block" | "blockOfKernels">;
  /** The files of published numbers, if there are any. */
  readonly printed?: PrintedFiles;
  /** In the order of the report. */
  readonly parts: readonly Part[];
  /** Further pages of the report, where one would be too long, with their parts. */
  readonly pages?: readonly {
    readonly id: string;
    readonly title: string;
    readonly parts: readonly Part[];
  }[];
}

/** A part before it is told its context. */
export type Part = (context: PartContext) => StudyPart;

const TINY = "The smoke profile is tiny: its numbers show that everything runs, not what is true.";

const BLOCKS = { block: 50, blockOfKernels: 10 };

/** A study of parts. */
export function studyOf(
  { sizes, printed, blocks = BLOCKS, parts: first, pages = [], ...header }: StudyHeader,
): StudyFactory {
  const study = header.id;
  const { block, blockOfKernels } = blocks;
  const table: TableOf = (name, output = "table") => ({ stage: `${study}/${name}`, output });
  return ({ profile, replications, seed = SEED }) => {
    const smoke = profile === "smoke";
    const size = (of: Sizes): Size => ({
      ...sizeIn(of, profile),
      ...(replications === undefined ? {} : { replications }),
    });
    const problems = new Set<string>();
    const context: PartContext = {
      study,
      seed,
      profile,
      block: smoke ? 10 : block,
      blockOfKernels: smoke ? 5 : blockOfKernels,
      size,
      sized: (of) => {
        const { sizes, replications } = size(of);
        return ` Here n = ${sizes.join(", ")}, with ${replications} replications each.`;
      },
      table,
      exact: ({ name }) => {
        problems.add(name);
        return table(`exact/${name}`);
      },
    };
    const stages: Stage[] = [];
    const database: Record<string, InputReference[]> = {};
    const fill = (name: string, of: readonly InputReference[]) =>
      (database[name] ??= []).push(...of);
    const parts = [
      ...first.map((part) => part(context)),
      ...pages.flatMap(({ id, parts }) => parts.map((part) => ({ page: id, ...part(context) }))),
    ];
    const all = parts.flatMap(({ experiments = [] }) => experiments);
    for (const { experiments = [], stages: others = [], rows = {}, queries = {} } of parts) {
      const of = gathered(context, experiments);
      stages.push(...of.stages, ...others, ...queryStages(study, queries));
      for (const [name, tables] of Object.entries(of.database)) fill(name, tables);
      for (const [name, { of, ...gathering }] of Object.entries(rows)) {
        const table = of.map((stage) => ({ stage, output: "rows" }));
        stages.push(collectStage(`${study}/${name}`, { table }, gathering));
      }
      for (const [name, { into }] of Object.entries({ ...rows, ...queries })) {
        if (into !== undefined) fill(into, [table(name)]);
      }
    }
    const exact = new Map(
      stages.filter(({ kind }) => kind === "exact").map((stage) => [stage.name, stage]),
    );
    const tableOf = (name: string, of: readonly Stage[]) => {
      const rows = of.map((stage) => ({ stage: stage.name, output: "rows" }));
      stages.push(collectStage(`${study}/${name}`, { table: rows }, { kind: "exact-table" }));
    };
    if (exact.size > 0) {
      tableOf("exact", [...exact.values()]);
      database.exact = [table("exact"), ...database.exact ?? []];
    }
    for (const problem of problems) {
      const of = [...exact.values()].filter(({ parameters }) => parameters.name === problem);
      tableOf(`exact/${problem}`, of);
    }
    const published = printed === undefined ? undefined : `${study}/published`;
    if (printed !== undefined) {
      stages.push(
        ...publishedStages(context, printed, parts.flatMap((part) => part.published ?? [])),
      );
    }
    return {
      ...header,
      seed,
      stages,
      experiments: parts.flatMap(({ sections, page }) =>
        sections.map((section) => ({
          published: [],
          ...section,
          ...(page === undefined ? {} : { page }),
          figures: section.figures.map((one) => drawnFrom(one, all, { study, seed })),
        }))
      ),
      pages: pages.map(({ id, title }) => ({ id, title })),
      claims: parts.flatMap(({ sections, claims = [] }) => {
        const shown = sections.flatMap(({ figures }) => figures.map(({ id }) => id));
        return [
          ...claims.map((claim) => ({ paper: header.papers[0], shown, ...claim })),
          ...publishedClaims(context, sections.flatMap(({ published = [] }) => published)),
        ];
      }),
      ...(published === undefined ? {} : { published }),
      database,
      sizes: smoke ? TINY : sizes[profile],
    };
  };
}

/** A figure with the sizes and replications of the experiments whose tables it reads, unless it says which it shows. */
function drawnFrom(
  figure: FigureEntry,
  experiments: readonly Experiment[],
  { study, seed }: Place,
): FigureEntry {
  if (figure.draws !== undefined) return figure;
  const read = Object.values(figure.rows.tables).flat()
    .flatMap((reference) => "stage" in reference ? [reference.stage.split("/")] : [])
    .flatMap(([of, experiment]) => of === study ? [experiment!] : []);
  const named = experiments.filter(({ id }) => read.includes(id));
  // a table may gather experiments that are called after it
  const own = named.length > 0
    ? named
    : experiments.filter(({ id }) => read.some((name) => id.startsWith(`${name}-`)));
  if (own.length === 0) return figure;
  const numbers = (all: readonly number[]) => [...new Set(all)].sort((a, b) => a - b);
  return {
    ...figure,
    draws: {
      sizes: numbers(own.flatMap(({ sizes = [] }) => sizes)),
      replications: numbers(own.map(({ replications }) => replications)),
      seed,
    },
  };
}

/** A published table that a section shows beside its own numbers. */
export const printed = (
  table: string,
  title: string,
  origin: string,
  note?: string,
): PublishedEntry => ({ table, title, origin, ...(note === undefined ? {} : { note }) });

/** A published table that a section is compared with; what of these draws had been looked at before, if any. */
export const compared = (
  table: string,
  title: string,
  origin: string,
  { note, ...seen }: { readonly note?: string; readonly found?: string } = {},
): PublishedEntry => ({ ...printed(table, title, origin, note), compared: seen });

/** The tables of a figure or claim that reads summaries of the study, by their stages' names. */
export function summaries({ table }: PartContext, ...names: string[]): Tables {
  return { summary: names.map((name) => table(name)) };
}

/** A stage of exact values of a problem, by the "path#export" of a measure, for the study's table `exact`. */
export function exactStage(
  { study }: PartContext,
  at: string,
  values: string,
  parameters: JsonObject & { readonly name: string },
  slots: Readonly<Record<string, string>> = {},
): Stage {
  return {
    name: `${study}/${at}`,
    kind: "exact",
    code: { entry: "pipeline/stages/exact.ts", slots: { values, ...slots } },
    parameters,
    inputs: {},
    outputs: ["rows"],
  };
}
