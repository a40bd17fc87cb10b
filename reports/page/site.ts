/**
 * Which files the report is made of, and where in them each result is.
 *
 * @module
 */

import { anchor } from "./anchor.ts";
import type { ClaimModel, ExperimentModel, StudyModel } from "./model.ts";

/** The first page. */
export const INDEX = "index.html";
/** The page of all claims. */
export const CLAIMS = "claims.html";
/** The page of definitions, papers and commands. */
export const METHODS = "methods.html";
/** The page of all tables. */
export const DATA = "data.html";
/** The story of the run; no part of the report's results. */
export const RUN = "run.html";

/** Where the commit goes that a page is shown at: no result depends on it. */
export const COMMIT_PLACE = "<!--commit-->";

/** A page that says at which commit it is shown. */
export function shownAt(page: string, commit: string): string {
  return page.replace(COMMIT_PLACE, `, commit ${commit}`);
}

/** As many digits of a commit's hash as a reader is shown. */
export const COMMIT_DIGITS = 10;

/** Where a result is, and how it is called. */
export interface Place {
  /** The page that it is on. */
  readonly page: string;
  /** Its anchor there. */
  readonly id: string;
  /** For instance `Figure 3`. */
  readonly label: string;
}

/** What is needed of a study to name its pages. */
export type StudyPages = Pick<StudyModel, "id" | "title" | "pages">;

/** A page of the site by its path and title. */
export interface SitePage {
  readonly path: string;
  readonly title: string;
  /** The study's identifier, where it is one of a study. */
  readonly study?: string;
  /** The identifier of a further page of a study. */
  readonly part?: string;
}

/** A link to a place. */
export const hrefOf = ({ page, id }: Place): string => `${page}#${id}`;

/** The page of a study, or a further one of it. */
export function pageOf(study: string, part?: string): string {
  return `${anchor(part === undefined ? study : `${study}-${part}`)}.html`;
}

/** The page that holds a table as a whole. */
export const tablePage = (id: string): string => `tables/${anchor(id)}.html`;

/** The file that holds a table with every digit. */
export const csvFile = (id: string): string => `data/${anchor(id)}.csv`;

/** The anchor of a definition. */
export const termId = (term: string): string => `term-${anchor(term.toLowerCase())}`;

/** The pages that a reader goes through, in order. */
export function sitePages(studies: readonly StudyPages[]): SitePage[] {
  return [
    { path: INDEX, title: "What was found" },
    ...studies.flatMap(({ id, title, pages = [] }) => [
      { path: pageOf(id), title, study: id },
      ...pages.map((page) => ({
        ...{ path: pageOf(id, page.id), title: page.title, study: id, part: page.id },
      })),
    ]),
    { path: CLAIMS, title: "All claims" },
    { path: METHODS, title: "Methods and papers" },
    { path: DATA, title: "Data" },
  ];
}

/** The paths of the files of the report, before anything is known but the names of studies, figures and tables. */
export function pathsOf(
  studies: readonly (StudyPages & { readonly tables: readonly string[] })[],
): string[] {
  const tables = studies.flatMap(({ tables }) => tables);
  return [
    ...sitePages(studies).map(({ path }) => path),
    ...tables.flatMap((id) => [tablePage(id), csvFile(id)]),
    csvFile("claims"),
  ];
}

/** Pages and places of all figures and tables, which are numbered as a reader goes through them. */
export function numbered(studies: readonly StudyModel[]): Map<string, Place> {
  const places = new Map<string, Place>();
  let figures = 0, tables = 0;
  const add = (id: string, place: Place): void => {
    if (places.has(id)) {
      throw new RangeError(
        `Two figures or tables of the report are named "${id}"; give one of them another id.`,
      );
    }
    places.set(id, place);
  };
  for (const { id: study, experiments } of studies) {
    for (const experiment of experiments) {
      const page = pageOf(study, experiment.page);
      for (const { id } of experiment.figures) {
        add(id, { page, id: `figure-${anchor(id)}`, label: `Figure ${++figures}` });
      }
      for (const { id } of [...experiment.tables, ...experiment.published]) {
        add(id, { page, id: `table-${anchor(id)}`, label: `Table ${++tables}` });
      }
    }
  }
  return places;
}

/** Claims of a study: those of each experiment, by its identifier, and those that none shows, by "". */
export function claimsBySection(
  { id, experiments }: StudyModel,
  claims: readonly ClaimModel[],
): Map<string, ClaimModel[]> {
  const own = claims.filter((claim) => claim.id.startsWith(`${id}.`));
  const shows = ({ figures, tables, published }: ExperimentModel, name: string): boolean =>
    [...figures, ...tables, ...published].some((result) => result.id === name);
  return Map.groupBy(own, ({ evidence }) => {
    const named = evidence.flatMap((name) => experiments.find((one) => shows(one, name)) ?? []);
    return named[0]?.id ?? "";
  });
}

/** Where each claim stands beside its evidence. */
export function claimPlaces(
  studies: readonly StudyModel[],
  claims: readonly ClaimModel[],
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const study of studies) {
    for (const [section, own] of claimsBySection(study, claims)) {
      const experiment = study.experiments.find(({ id }) => id === section);
      for (const { id } of own) {
        places.set(id, {
          page: pageOf(study.id, experiment?.page),
          id: `claim-${anchor(id)}`,
          label: id,
        });
      }
    }
  }
  return places;
}
