/**
 * The report: all its pages and CSV files.
 *
 * @module
 */

import { allClaims, claimsTable } from "./claims.ts";
import { dataPage, tablesOf, wholeTablePage } from "./data_page.ts";
import { framed, masthead } from "./frame.ts";
import { indexPage } from "./index_page.ts";
import { methodsPage } from "./methods_page.ts";
import type { ReportModel } from "./model.ts";
import {
  claimPlaces,
  CLAIMS,
  csvFile,
  DATA,
  INDEX,
  METHODS,
  numbered,
  pageOf,
  tablePage,
} from "./site.ts";
import { type Places, studyPage } from "./study_page.ts";
import { tableCsv } from "./table_text.ts";

/** The page of all claims. */
function claimsPage(model: ReportModel, { results, claims }: Places): string {
  return framed(model, {
    path: CLAIMS,
    title: "All claims",
    kind: "front",
    contents: [],
    main: [
      masthead("All claims", ""),
      allClaims(model.claims, results, claims),
      `<p class="downloads"><a class="button" href="${
        csvFile("claims")
      }" download="claims.csv" aria-label="CSV of the claims">CSV</a></p>`,
    ].join("\n"),
  });
}

/**
 * The files of the report by path: pages that need neither network nor script, and tables as CSV. Equal
 * models give equal bytes.
 *
 * @param miniSearch The code of the package `minisearch` for browsers, its UMD file.
 * @throws {RangeError} If two results share an id, or a paper's address is not one of the web.
 * @throws {TypeError} If a drawing was not made by `renderSvg`.
 */
export function renderPages(model: ReportModel, miniSearch: string): Record<string, string> {
  const results = numbered(model.studies);
  const places = { results, claims: claimPlaces(model.studies, model.claims) };
  const tables = tablesOf(model, results);
  return {
    [INDEX]: indexPage(model, places, miniSearch),
    ...Object.fromEntries(
      model.studies.flatMap((study) =>
        [undefined, ...(study.pages ?? []).map(({ id }) => id)].map((
          part,
        ) => [pageOf(study.id, part), studyPage(model, study, places, part)])
      ),
    ),
    [CLAIMS]: claimsPage(model, places),
    [METHODS]: methodsPage(model),
    [DATA]: dataPage(model, tables),
    ...Object.fromEntries(tables.flatMap((table) => [
      [tablePage(table.id), wholeTablePage(model, table)],
      [csvFile(table.id), table.data === null ? "" : tableCsv(table.data)],
    ])),
    [csvFile("claims")]: tableCsv(claimsTable(model.claims)),
  };
}
