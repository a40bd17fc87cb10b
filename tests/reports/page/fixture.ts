/**
 * A whole report from made-up numbers. TEST DATA: nothing here was measured.
 *
 * @module
 */
import type {
  FigureModel,
  PaperModel,
  PublishedModel,
  ReportModel,
} from "../../../reports/page/model.ts";
import { renderSvg } from "../../../reports/charts/render.ts";
import { byId, figures, madeUpRows, type NamedFigure } from "../charts/figures.ts";
import { noise, SIZES } from "../charts/made_up.ts";

/** The figures that the report of tests shows by name; all others follow them. */
const NAMED = ["iv_1_rmse", "iv_1_nuisance", "iv_2_coverage", "iv_2_studentized"];

const PAPER: PaperModel = {
  key: "test-study",
  identifier: "arXiv 0000.00000",
  short: "Somebody et al. 2026",
  authors: "A. Somebody, B. Else",
  title: "A Paper That Does Not Exist",
  venue: "arXiv 0000.00000 (2026)",
  url: "https://arxiv.org/abs/0000.00000",
  bibtex: "@article{x,\n  title = {A Paper}\n}",
};

/** The code of the search, which pages hold. */
export const MINI_SEARCH = Deno.readTextFileSync(
  new URL("../../../node_modules/minisearch/dist/umd/index.js", import.meta.url),
);

/** A digest. */
export const KEY = "6f1ed002ab5595859014ebf0951522d9a8ee25c4d1f7f5f0b7c6a1d2e3f40516";

async function figureModel(figure: NamedFigure): Promise<FigureModel> {
  const { id, title, caption } = figure;
  const rows = madeUpRows[id];
  const spec = figure.spec(rows);
  const description = figure.describe(rows);
  return {
    id,
    title,
    caption,
    description,
    spec: `figures/${id}.vl.json`,
    finding: `The finding of ${id}`,
    alternative: `The finding of ${id}. A chart.`,
    narrow: `figures/${id}.narrow.svg`,
    linear: null,
    svg: await renderSvg(spec, { id, title, description }),
    table: figure.table(rows),
    sql:
      `-- Test data.\nSELECT estimator, n, value\nFROM summary\nWHERE n < 4000 AND metric <> 'x'\n`,
    parquet: `data/${id}.parquet`,
    csv: `data/${id}.csv`,
    stages: [{ name: `test-study/figure/${id}/rows`, digest: KEY }],
    command: `./bigrad reproduce --study test-study`,
  };
}

function comparison(): PublishedModel {
  const z = noise(3);
  const columns = ["Plug-in", "OBiGrad", "Oracle DR", "DR coverage", "Reg. bias"];
  const cells = SIZES.flatMap((n) =>
    columns.map((column, i) => {
      const score = i === 4 ? null : i === 0 && n === 400 ? 2.6 : i === 3 && n === 800 ? -4.3 : z();
      const error = i === 3 ? 0.008 : 0.028 * Math.sqrt(0.288 / n);
      const published = i === 3 ? 0.95 : Number(Math.sqrt(0.288 / n).toFixed(4));
      return {
        row: `n = ${n}`,
        column,
        published,
        publishedError: i === 4 ? null : error,
        ours: published + (score ?? 0) * error,
        oursError: i === 4 ? null : error,
        exact: i === 4 ? 0.00336 : null,
        z: score,
      };
    })
  );
  return {
    id: "published_iv_1",
    title: "Gradient error and coverage",
    origin: "Somebody et al. 2026, IV figure 1",
    note: "*Reg. bias* rests on one random draw and is not counted.",
    cells,
    joint: {
      cells: 20,
      components: 14,
      p: 0.21,
      adjusted: 0.83,
      low: 0.79,
      high: 0.87,
      tables: 4,
      level: 0.05,
      found: 0.043,
    },
    count: { compared: 20, repeated: 0, beyondTwo: 2, beyondFour: 1, leftOut: 5 },
    sql: "SELECT * FROM published",
    parquet: "data/published.parquet",
    csv: "data/published_iv_1.csv",
    stages: [{ name: "test-study/published", digest: KEY }],
    command: "./bigrad reproduce --study test-study",
  };
}

/** Text that must come out as text. */
export const HOSTILE = `<script>alert("1")</script> & 'x' <img src=x onerror=alert(2)>`;

/**
 * A report with every kind of part, two failures, and text that must be escaped.
 *
 * @param shown The figures that it has besides those it names; all, unless given.
 */
export async function fixtureReport(shown = figures): Promise<ReportModel> {
  const others = shown.filter(({ id }) => !NAMED.includes(id));
  const drawn = await Promise.all([...NAMED.map(byId), ...others].map(figureModel));
  const [rmse, nuisance, coverage, studentized, ...rest] = drawn;
  const failure = { stage: "test-study/figure/broken/rows", message: `no such column ${HOSTILE}` };
  return {
    title: "Bilevel gradients, reproduced (test data)",
    summary: "Of 6 claims from one paper, 3 hold, 1 fails and 1 is inconclusive; `test data`, " +
      "so believe nothing of it.",
    reading: "Claims are made up.\n\nNothing was measured.",
    edition: "bigrad 0.0.0, profile default, seed 1",
    facts: [
      { name: "Profile", value: "default" },
      { name: "Semiparametric efficient bilevel gradients", value: "The published sizes." },
    ],
    claims: [
      {
        id: "test-study.coverage",
        statement: "The cross-fitted orthogonal gradient has nominal 95 % Wald coverage.",
        paper: PAPER,
        measure: "coverage, mean over sample sizes",
        value: 0.9512,
        low: 0.9462,
        high: 0.9562,
        bar: "0.94 to 0.96",
        accepted: { low: 0.94, high: 0.96, why: "made up" },
        allowsFor: "other draws",
        elsewhere: [],
        status: "stated",
        verdict: "holds",
        adjusted: { verdict: "inconclusive", p: 0.03 },
        evidence: ["iv_2_coverage", "published_iv_1"],
      },
      {
        id: "test-study.rate",
        statement: "The error of the orthogonal gradient falls as n^{−1/2}.",
        paper: PAPER,
        measure: "slope of log RMSE in log n",
        value: -0.512,
        low: -0.56,
        high: -0.464,
        bar: "−0.55 to −0.45",
        accepted: { low: -0.55, high: -0.45, why: "made up" },
        allowsFor: "other draws",
        elsewhere: [],
        status: "stated",
        verdict: "inconclusive",
        reason: "About 1.6 times the replications would decide.",
        adjusted: { verdict: "inconclusive", p: 0.4 },
        evidence: ["iv_1_rmse"],
      },
      {
        id: "test-study.order",
        statement: "The bias of the plug-in gradient is of first order.",
        paper: PAPER,
        measure: "slope of log bias in log learning error",
        value: 1.34,
        low: 1.28,
        high: 1.4,
        bar: "at most 1.2",
        accepted: { low: null, high: 1.2, why: "made up" },
        allowsFor: "other draws",
        elsewhere: [],
        status: "stated",
        verdict: "fails",
        evidence: ["bias_order"],
      },
      {
        id: "test-study.explored",
        statement: "Kernel ridge nuisances leave coverage below nominal.",
        paper: PAPER,
        measure: "coverage",
        value: 0.93,
        low: 0.89,
        high: 0.97,
        bar: "–",
        accepted: { low: null, high: null, why: "made up" },
        allowsFor: "other draws",
        elsewhere: [{
          ...{ seed: 77, purpose: "repeat", value: 0.95, low: 0.94, high: 0.96 },
          ...{ verdict: "holds", agrees: false },
        }],
        status: "found",
        found: "the draws",
        verdict: "exploratory",
        evidence: ["krr_bias"],
      },
      {
        id: "test-study.broken",
        statement: `A claim that could not be judged ${HOSTILE}`,
        paper: PAPER,
        measure: "",
        value: null,
        low: null,
        high: null,
        bar: "",
        accepted: { low: 0, high: 1, why: "made up" },
        allowsFor: "other draws",
        elsewhere: [],
        status: "stated",
        verdict: null,
        evidence: ["no_such_figure"],
        failure,
      },
    ],
    studies: [{
      id: "test-study",
      title: "Semiparametric efficient bilevel gradients",
      papers: ["test-study"],
      pages: [{ id: "rest", title: "All that is left" }],
      question: "The lower level is a function that has to be learned. Does plugging a learned " +
        "function into the gradient leave a bias of first order?\n\nA second paragraph.",
      experiments: [
        {
          id: "test-study-iv-1",
          title: "Sine-IV, figure 1: error by sample size",
          text: "Cross-fitted over two folds with the published sieve.",
          figures: [rmse, nuisance],
          tables: [{
            id: "some_table",
            title: "A table of its own",
            note: "With a note.",
            table: rmse.table,
            sql: null,
            parquet: null,
            csv: "data/some_table.csv",
            stages: [],
            command: "./bigrad reproduce",
          }],
          published: [comparison()],
        },
        {
          id: "test-study-iv-2",
          title: "Sine-IV, figure 2: intervals",
          text: "The same design.",
          figures: [coverage, studentized, {
            ...rmse,
            id: "broken",
            title: "A figure that failed",
            svg: null,
            finding: null,
            alternative: "",
            narrow: null,
            linear: null,
            spec: null,
            table: null,
            description: "",
            failure,
          }],
          tables: [],
          published: [],
        },
        {
          id: "test-study-rest",
          page: "rest",
          title: "Everything else",
          text: HOSTILE,
          figures: rest,
          tables: [],
          published: [],
        },
      ],
    }],
    definitions: [
      {
        term: "Orthogonal",
        meaning: "The mean of the efficient score over out-of-fold predictions.",
        formula: "ψ = j (T_{w} − Y) + (G − j)(h − m)",
      },
      { term: "Oracle", meaning: "The same score with the true means." },
    ],
    reproduce: {
      text: "Equal code, data and versions give equal bytes.",
      commands: [
        { what: "Everything, on a machine with Node and npm", command: "make reproduce" },
        { what: "What would run, and why", command: "./bigrad status" },
      ],
    },
    papers: [PAPER],
    runPage: "run.html",
  };
}
