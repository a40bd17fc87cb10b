/**
 * The search of the report: its index, which is made with the report, and what the browser needs to
 * ask it.
 *
 * @module
 */

import MiniSearch from "minisearch";
import { plain } from "./html.ts";
import { inLine } from "./claim_numbers.ts";
import { became } from "./marks.ts";
import type { ReportModel } from "./model.ts";
import { tablesOf } from "./data_page.ts";
import { hrefOf, METHODS, type Place, tablePage, termId } from "./site.ts";
import type { Places } from "./study_page.ts";

/** Names of one thing: who looks for one finds what has another. */
const SYNONYMS: readonly string[] = [
  "OBiGrad, orthogonal, doubly robust, DR, efficient score, Neyman",
  "plug-in, plugin, naive, non-orthogonal",
  "AmIGO, warm start, implicit gradient",
  "NBO, NSBO, NBO-GD, NBO-CG, NSBO-SGD, Newton, curvature-aware",
  "UFO, UFOM, UFO-BLO, unbiased first-order, debiased",
  "first-order meta, FOMAML, FO-MAML, Reptile, first-order estimate",
  "SID, stochastic implicit differentiation, stochastic hypergradient",
  "BSGM, bilevel stochastic gradient",
  "KBO, kernel bilevel, FuncID, functional implicit differentiation",
  "AID, implicit differentiation, approximate implicit differentiation",
  "ITD, unrolled, iterative differentiation, backpropagation",
  "conjugate gradient, conjugate gradients, CG",
  "coverage, confidence interval, intervals",
  "RMSE, MSE, mean squared error, error of the gradient",
  "learner, nuisance, nuisances, learned means",
  "efficiency bound, semiparametric efficiency, efficient",
  "hyper-cleaning, data cleaning, label noise, reweighting, re-weighting",
  "hypergradient, bilevel gradient, meta-gradient",
  "memory, bytes, constant memory, recomputation, checkpointing",
  "condition number, κ, kappa, ill-conditioned",
  "kernel ridge, KRR, RKHS",
  "penalty, λ, lambda, regularisation, ridge",
  "few-shot, MAML, meta-learning, Omniglot",
  "SOBA, SABA, single-loop",
];

const GROUPS = SYNONYMS.map((group) => group.split(", "));

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\p{L}\\d])${RegExp.escape(name)}(?![\\p{L}\\d])`, "iu").test(text);

/** The other names of what a text is about. */
export function alsoCalled(text: string): string {
  return GROUPS.filter((names) => names.some((name) => mentions(text, name)))
    .map((names) => names.join(" ")).join(" ");
}

/** What a letter has above or below it. */
export const ACCENTS = /\p{M}/gu;

/** British endings, of which Americans write the s with a z. */
export const BRITISH = /is(e|ed|es|er|ing|ation|ations)$/;

/** How a word is looked up: small, without accents, and British as American. */
const termOf = (word: string): string =>
  word.normalize("NFD").replace(ACCENTS, "").toLowerCase().replace(BRITISH, "iz$1");

/** What the index is made with; the browser is told the same. */
export const FIELDS = ["title", "text", "also"] as const;
/** What of a hit is shown. */
export const STORED = ["title", "kind", "href", "note"] as const;

interface Entry {
  readonly id: number;
  /** What it is: a claim and what became of it, a figure, a table, a method. */
  readonly kind: string;
  readonly title: string;
  readonly href: string;
  /** What is shown besides. */
  readonly note: string;
  /** What it is found by besides. */
  readonly text: string;
}

function entriesOf(model: ReportModel, { results, claims }: Places): Omit<Entry, "id">[] {
  const at = (id: string): Place => results.get(id)!;
  const tables = tablesOf(model, results).filter(({ place }) => place.label.startsWith("Table"));
  return [
    ...model.claims.map((claim) => ({
      kind: `claim, ${became(claim).word}`,
      title: plain(claim.statement),
      href: claims.has(claim.id) ? hrefOf(claims.get(claim.id)!) : "claims.html",
      note: inLine(claim),
      text: `${claim.id} ${claim.measure} ${claim.paper === "ours" ? "ours" : claim.paper.short}`,
    })),
    ...model.studies.flatMap(({ experiments, title: study }) =>
      experiments.flatMap(({ figures, title }) =>
        figures.map((figure) => ({
          kind: at(figure.id).label.toLowerCase(),
          title: plain(figure.title),
          href: hrefOf(at(figure.id)),
          note: "",
          text: `${figure.id} ${plain(title)} ${plain(study)} ${plain(figure.caption)}`,
        }))
      )
    ),
    ...tables.map(({ id, title, place }) => ({
      kind: place.label.toLowerCase(),
      title: plain(title),
      href: tablePage(id),
      note: "",
      text: id,
    })),
    ...model.definitions.map(({ term, meaning }) => ({
      kind: "method",
      title: plain(term),
      href: `${METHODS}#${termId(term)}`,
      note: "",
      text: plain(meaning),
    })),
  ];
}

/** The index as JSON. */
export function searchIndex(model: ReportModel, places: Places): string {
  const index = new MiniSearch<Entry & { also: string }>({
    fields: [...FIELDS],
    storeFields: [...STORED],
    processTerm: termOf,
  });
  index.addAll(
    entriesOf(model, places).map((entry, id) => ({
      ...{ id, ...entry, also: alsoCalled(`${entry.title} ${entry.text}`) },
    })),
  );
  return JSON.stringify(index);
}
