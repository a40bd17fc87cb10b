/**
 * All figures of all studies, as their stages make them, with made-up rows.
 *
 * @module
 */

import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import type { FigureEntry } from "../../../pipeline/studies/figure.ts";
import type { FigureDefinition } from "../../../reports/charts/figure.ts";
import type { Row } from "../../../reports/charts/table_data.ts";
import { CASES, type Options } from "./cases.ts";
import { SINGLE } from "./single_cases.ts";

/** A figure by its name. */
export interface NamedFigure extends FigureDefinition {
  readonly id: string;
}

/** What the studies declare. */
export const ENTRIES: readonly FigureEntry[] = Object.values(STUDIES).flatMap((study) =>
  study({ profile: "paper" }).experiments.flatMap(({ figures }) => figures)
);

/** The form of a figure. */
export const formOf = ({ chart }: FigureEntry): string => chart.code.replace(/^.*#/, "");

/** All figures; options come as JSON. */
export const figures: readonly NamedFigure[] = await Promise.all(
  ENTRIES.map(async ({ id, chart }) => {
    const [path, name] = chart.code.split("#") as [string, string];
    const form = (await import(`../../../${path}`))[name];
    return { id, ...form(JSON.parse(JSON.stringify(chart.options))) as FigureDefinition };
  }),
);

const forms = ENTRIES.map(formOf);

/** The first figure of each form; the others of a form differ from it in words and options. */
export const firstOfForms: readonly NamedFigure[] = figures.filter((_, k) =>
  forms.indexOf(forms[k]!) === k
);

/** A figure by its name. */
export const byId = (id: string): NamedFigure => figures.find((figure) => figure.id === id)!;

/** Made-up rows for each figure, in the form that its query gives. */
export const madeUpRows: Readonly<Record<string, readonly Row[]>> = Object.fromEntries(
  ENTRIES.map((entry) => {
    const form = formOf(entry);
    const rows = CASES[form] ?? SINGLE[form];
    if (rows === undefined) throw new Error(`There are no rows for ${form}; write some.`);
    return [entry.id, rows(entry.chart.options as unknown as Options)];
  }),
);
