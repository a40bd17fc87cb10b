/**
 * What a study is: stages, and what of them the report shows in which words.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { PaperModel } from "../../reports/page/model.ts";
import type { Claim } from "./claim.ts";
import type { Finding } from "./facts.ts";
import type { FigureEntry } from "./figure.ts";

/** How much is computed. */
export type Profile = "smoke" | "default" | "paper";

/** What the user may ask of a study. */
export interface StudyOptions {
  readonly profile: Profile;
  /** Replications of every experiment instead of the profile's. */
  readonly replications?: number;
  /** What everything is drawn from; `SEED` unless said. */
  readonly seed?: number;
}

/** Tables a query reads: role to artifacts in Parquet (or CSV or JSON, by the role's format). */
export type Tables = Readonly<Record<string, InputReference | readonly InputReference[]>>;

/** One published table: a part of the study's published comparison. */
export interface PublishedEntry {
  /** The table's name in the comparison. */
  readonly table: string;
  readonly title: string;
  readonly origin: string;
  readonly note?: string;
  /** Where it is compared and not only shown: a claim of ours is made of it. */
  readonly compared?: { readonly found?: string };
}

/** A part of a study. */
export interface ExperimentEntry {
  readonly id: string;
  /** The page of the report that it is on, where it is not the study's first. */
  readonly page?: string;
  readonly title: string;
  /** What is done and why; no result. */
  readonly text: string;
  /** What came out. */
  readonly found?: Finding;
  readonly figures: readonly FigureEntry[];
  readonly published: readonly PublishedEntry[];
}

/** A study as declared. */
export interface Study {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** What it is about; at least one. */
  readonly papers: readonly PaperModel[];
  /** Everything up to the tables; figures, claims and the report are added from the entries. */
  readonly stages: readonly Stage[];
  readonly experiments: readonly ExperimentEntry[];
  /** Its further pages in the report. */
  readonly pages: readonly { readonly id: string; readonly title: string }[];
  readonly claims: readonly Claim[];
  readonly seed: number;
  /** The stage that compares published tables, if there are any. */
  readonly published?: string;
  /** Artifacts of the database by table name. */
  readonly database: Readonly<Record<string, readonly InputReference[]>>;
  /** What was made smaller than published, or added, in words. */
  readonly sizes: string;
}

/** A study for given options. */
export type StudyFactory = (options: StudyOptions) => Study;
