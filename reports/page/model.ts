/**
 * What the report is made from: the contract between the stages that compute and the page.
 *
 * Everything here is plain JSON. Prose fields may hold the four inline marks of `inline` in
 * `html.ts` (code, emphasis, superscript, subscript); identifiers become anchors and must be unique
 * in a report. A missing or non-finite number is `null`. Where a part could not be computed, its
 * `failure` says so, and the page shows the failure in its place.
 *
 * @module
 */

import type { JointStatement, PublishedCell } from "./published_model.ts";
import type { TableData } from "../charts/table_data.ts";

/** Why something could not be shown. */
export interface Failure {
  /** The stage that failed, or that was blocked by a failure. */
  readonly stage: string;
  /** Its message, one sentence or a stack. */
  readonly message: string;
  /** True if nothing failed: it was not asked for. */
  readonly skipped?: boolean;
}

/** A stage that made a result. Its key is on the run's page: it changes with code that changes nothing. */
export interface SourceStage {
  /** Stage name, for instance `semiparametric/figure/iv_1_rmse/rows`. */
  readonly name: string;
  /** SHA-256 of the table it made, 64 hexadecimal digits. */
  readonly digest: string;
}

/** Where the data behind a result can be had. */
export interface Source {
  /** The query that made the data; `null` where there is none. */
  readonly sql: string | null;
  /** Relative link to the data as Parquet, for instance `data/iv_1_rmse.parquet`. */
  readonly parquet: string | null;
  /** Relative link to the table with every digit, for instance `data/iv_1_rmse.csv`. */
  readonly csv: string | null;
  /** The stages that made the data. */
  readonly stages: readonly SourceStage[];
  /** The command that reproduces just this. */
  readonly command: string;
}

/** A figure as it stands in the report. */
export interface FigureModel extends Source {
  /** Identifier, for instance `iv_1_rmse`. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What is found, computed from the rows; `null` where nothing can be said. */
  readonly finding: string | null;
  /** How to read it: sizes, replications, seed, kinds of error bars, what is not drawn. */
  readonly caption: string;
  /** Text alternative of at most 300 characters: what chart it is, and what is found. */
  readonly alternative: string;
  /** The same at length: axes with ranges, facts. */
  readonly description: string;
  /** The drawing, from `renderSvg`; `null` where it failed. */
  readonly svg: string | null;
  /** Relative link to the drawing for narrow screens, in which panels stand one below the other. */
  readonly narrow: string | null;
  /** Relative link to the drawing with linear axes; `null` where no axis is logarithmic. */
  readonly linear: string | null;
  /** Relative link to the Vega-Lite specification with its data; `null` where it failed. */
  readonly spec: string | null;
  /** The numbers behind the drawing; `null` where they failed. */
  readonly table: TableData | null;
  /** Set where the figure could not be made. */
  readonly failure?: Failure;
}

/** A table as it stands in the report. */
export interface TableModel extends Source {
  /** Identifier. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** How to read it. */
  readonly note?: string;
  /** The table; `null` where it failed. */
  readonly table: TableData | null;
  /** Set where the table could not be made. */
  readonly failure?: Failure;
}

/** A published table, cell by cell beside ours. */
export interface PublishedModel extends Source {
  /** Identifier. */
  readonly id: string;
  /** What the table shows. */
  readonly title: string;
  /** Where it was published: paper and figure or table. */
  readonly origin: string;
  /** How the comparison was made, and why cells are left out where some are. */
  readonly note?: string;
  /** The cells in published order. */
  readonly cells: readonly PublishedCell[];
  /** The joint statement, where there is one. */
  readonly joint?: JointStatement;
  /** The count line; `null` where the comparison failed. */
  readonly count: {
    /** Distinct cells with a z-score. */
    readonly compared: number;
    /** How many cells repeat one of these. */
    readonly repeated: number;
    /** Cells with |z| > 2. */
    readonly beyondTwo: number;
    /** Cells with |z| > 4. */
    readonly beyondFour: number;
    /** Cells shown without a z-score. */
    readonly leftOut: number;
  } | null;
  /** Set where the comparison could not be made. */
  readonly failure?: Failure;
}

/** What became of a claim. */
export type Verdict = "holds" | "fails" | "inconclusive" | "exploratory" | "not judged";

/** A sentence of a paper, turned into a number, an interval and a verdict. */
export interface ClaimModel {
  /** Identifier, for instance `semiparametric.coverage`. */
  readonly id: string;
  /** The claim in our words. */
  readonly statement: string;
  /** Whose it is; "ours" where no paper says it. */
  readonly paper: PaperModel | "ours";
  /** What the number is, with its unit, for instance `coverage at n = 3200`. */
  readonly measure: string;
  /** The number. */
  readonly value: number | null;
  /** Lower end of its interval. */
  readonly low: number | null;
  /** Upper end of its interval. */
  readonly high: number | null;
  /** Which of several candidates the number is of. */
  readonly which?: string;
  /** What had to hold, in words or signs, for instance `≥ 0.93`. */
  readonly bar: string;
  /** The same as a range, `null` ends being open, and why it is this one. */
  readonly accepted: {
    readonly low: number | null;
    readonly high: number | null;
    readonly why: string;
  };
  /** What the interval allows for. */
  readonly allowsFor: string;
  /** Whether it and its range stood before anybody had looked at the draws, or was found on them. */
  readonly status: "stated" | "found";
  /** What was looked at, where it was found. */
  readonly found?: string;
  /** What became of it; `null` where its stage failed. */
  readonly verdict: Verdict | null;
  /** What is left of the verdict when the number of claims is allowed for (Holm), and the p-value behind it. */
  readonly adjusted?: { readonly verdict: Verdict; readonly p: number };
  /** The seed of the draws that judge it, where it was found on the study's own. */
  readonly confirmedOn?: number;
  /** The same claim on other draws. */
  readonly elsewhere: readonly Elsewhere[];
  /** Why there is nothing to judge, or no interval to judge by. */
  readonly reason?: string;
  /** Whether it is what a reader of its paper would ask first. */
  readonly headline?: boolean;
  /** Identifiers of the figures and tables that show it. */
  readonly evidence: readonly string[];
  /** Set where its stage failed. */
  readonly failure?: Failure;
}

/** A claim on the draws of another seed. */
export interface Elsewhere {
  readonly seed: number;
  /** "confirmation": it was found, and this seed is what judges it. "repeat": one more seed. */
  readonly purpose: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: Verdict;
  /** Whether its interval says what that of the study's own seed says. */
  readonly agrees: boolean;
}

/** A part of a study: what is asked, and what shows it. */
export interface ExperimentModel {
  /** Identifier, for instance `semiparametric-iv-1`. */
  readonly id: string;
  /** The identifier of the page it is on, where it is not the study's first. */
  readonly page?: string;
  /** Heading. */
  readonly title: string;
  /** What is asked and how, in paragraphs. */
  readonly text: string;
  /** Figures in order. */
  readonly figures: readonly FigureModel[];
  /** Tables in order. */
  readonly tables: readonly TableModel[];
  /** Published tables beside ours, in order. */
  readonly published: readonly PublishedModel[];
}

/** One question, on a paper or on several. */
export interface StudyModel {
  /** Identifier, for instance `semiparametric`. */
  readonly id: string;
  /** Heading. */
  readonly title: string;
  /** Keys of its papers in `ReportModel.papers`. */
  readonly papers: readonly string[];
  /** What is asked, in paragraphs. */
  readonly question: string;
  /** Its experiments in order. */
  readonly experiments: readonly ExperimentModel[];
  /** Its further pages in order, where it has too much for one. */
  readonly pages?: readonly StudyPageModel[];
}

/** A further page of a study. */
export interface StudyPageModel {
  /** Identifier, for instance `sine-iv`. */
  readonly id: string;
  /** Heading. */
  readonly title: string;
}

/** A term and what it means here. */
export interface DefinitionModel {
  /** The term. */
  readonly term: string;
  /** Its meaning, in paragraphs. */
  readonly meaning: string;
  /** Its formula, in Unicode and inline marks. */
  readonly formula?: string;
}

/** One step of a recipe. */
export interface CommandModel {
  /** What it does. */
  readonly what: string;
  /** The command. */
  readonly command: string;
}

/** A paper the report stands on. */
export interface PaperModel {
  /** Key, for instance `semiparametric`. */
  readonly key: string;
  /** How tables name it, for instance `arXiv 2605.21341`. */
  readonly identifier: string;
  /** Short form, for instance `El Khoury et al. 2026`. */
  readonly short: string;
  /** Authors. */
  readonly authors: string;
  /** Title. */
  readonly title: string;
  /** Where and when it appeared. */
  readonly venue: string;
  /** Address. */
  readonly url: string;
  /** BibTeX entry. */
  readonly bibtex?: string;
}

/** The whole report: results alone, so that equal results give equal bytes. */
export interface ReportModel {
  /** Title of the report. */
  readonly title: string;
  /** What the report says, in a paragraph or two. */
  readonly summary: string;
  /** How it is to be read, and what claims are from, in paragraphs. */
  readonly reading: string;
  /** Facts under the title, for instance profile, replications, version. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** The claims in order. */
  readonly claims: readonly ClaimModel[];
  /** The studies in order. */
  readonly studies: readonly StudyModel[];
  /** Methods and definitions in order. */
  readonly definitions: readonly DefinitionModel[];
  /** How to reproduce the report. */
  readonly reproduce: {
    /** In paragraphs. */
    readonly text: string;
    /** The commands in order. */
    readonly commands: readonly CommandModel[];
  };
  /** The papers in order. */
  readonly papers: readonly PaperModel[];
  /** Relative link to `run.html`. */
  readonly runPage?: string;
  /** What stands at the end of every page: version, profile, seeds. */
  readonly edition: string;
}
