/**
 * A whole report from made-up numbers. TEST DATA: nothing here was measured.
 *
 * @module
 */
import type { FigureDefinition } from "../../reports/figure.ts";
import { figure as bellman1Rmse } from "../../reports/figures/bellman_1_rmse.ts";
import { figure as bellman2Coverage } from "../../reports/figures/bellman_2_coverage.ts";
import { figure as bellman3Root } from "../../reports/figures/bellman_3_root.ts";
import { figure as iv4Root } from "../../reports/figures/iv_4_root.ts";
import { figure as biasOrder } from "../../reports/figures/bias_order.ts";
import { figure as iv1Nuisance } from "../../reports/figures/iv_1_nuisance.ts";
import { figure as iv1Rmse } from "../../reports/figures/iv_1_rmse.ts";
import { figure as iv2Coverage } from "../../reports/figures/iv_2_coverage.ts";
import { figure as iv2Studentized } from "../../reports/figures/iv_2_studentized.ts";
import { figure as iv3Kbo } from "../../reports/figures/iv_3_kbo.ts";
import { figure as kboFixedLambda } from "../../reports/figures/kbo_fixed_lambda.ts";
import { figure as krrBias } from "../../reports/figures/krr_bias.ts";
import type { FigureModel, PublishedModel, ReportModel, Row } from "../../reports/model.ts";
import { renderSvg } from "../../reports/render.ts";

/** All figures of the room. */
export const figures: readonly FigureDefinition[] = [
  iv1Rmse,
  iv1Nuisance,
  iv2Coverage,
  iv2Studentized,
  iv3Kbo,
  kboFixedLambda,
  biasOrder,
  krrBias,
  bellman1Rmse,
  bellman2Coverage,
  bellman3Root,
  iv4Root,
];

/** Made-up noise: a little generator of normal numbers, the same on each run. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Sample sizes of the made-up experiments. */
export const SIZES = [200, 400, 800, 1600, 3200];
const ESTIMATORS = [
  "oracle",
  "orthogonal",
  "plug-in",
  "plug-in-full",
  "plug-in-adjoint",
  "plug-in-forward",
];

/** Made-up rows for each figure, in the form that its query gives. */
export function fixtureRows(): Record<string, Row[]> {
  const z = noise(7);
  const rmse = ESTIMATORS.slice(0, 3).flatMap((estimator, i) =>
    SIZES.map((n) => {
      const bound = Math.sqrt(0.28782462 / n);
      const value = bound * (1 + [0, 25, 70][i] / n + 0.02 * z());
      return { estimator, n, rmse: value, mc_error: 0.028 * value, bound };
    })
  );
  const nuisance = ["error_h", "error_j", "error_m", "product_bias"].flatMap((metric, i) =>
    SIZES.map((n) => {
      const value = [1.1, 1.3, 0.9, 3][i] * (i === 3 ? 10 / n : 2 / Math.sqrt(n)) *
        (1 + 0.03 * z());
      return { metric, n, value, mc_error: 0.02 * value };
    })
  );
  const coverage = ESTIMATORS.flatMap((estimator, i) =>
    SIZES.map((n) => ({
      estimator,
      n,
      coverage: 0.95 + [0, -0.004, 0.012, -0.05, -0.03, -0.02][i] + 0.005 * z(),
      mc_error: 0.005,
    }))
  );
  const studentized = ["orthogonal", "plug-in"].flatMap((estimator, i) => {
    const count = 500;
    const sample = Array.from({ length: count }, () => 0.03 + (1 - 0.12 * i) * z())
      .sort((a, b) => a - b);
    return sample.map((value, k) => {
      const p = (k + 0.5) / count;
      return { estimator, theoretical: 4.91 * (p ** 0.14 - (1 - p) ** 0.14), sample: value };
    });
  });
  const lambdas = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
  const kbo = lambdas.flatMap((lambda, i) => [
    {
      series: "kernel-bilevel",
      lambda,
      value: [0.09, 0.067, 0.051, 0.056, 0.105, 0.18, 0.27, 0.34, 0.39][i],
      mc_error: 0.002,
    },
    {
      series: "population-bias",
      lambda,
      value: [0.00336, 0.008, 0.019, 0.042, 0.0875, 0.16, 0.26, 0.335, 0.388][i],
      mc_error: null,
    },
    { series: "orthogonal", lambda, value: 0.0191, mc_error: 0.0004 },
    { series: "oracle", lambda, value: 0.019, mc_error: 0.0004 },
  ]);
  const order = ESTIMATORS.flatMap((estimator, i) =>
    [0.02, 0.04, 0.08, 0.16, 0.32, 0.64].map((x) => ({
      estimator,
      nuisance_error: x,
      bias: [0, 0.2 * x * x, 0.25 * x, 0.5 * x, 0.22 * x, 0.3 * x][i] + 3e-4 * z(),
      mc_error: 5e-4,
    }))
  );
  const krr = [...ESTIMATORS, "kernel-bilevel"].flatMap((estimator, i) =>
    [200, 400, 800].flatMap((n) => {
      const rate = Math.sqrt(200 / n);
      const bias = [0.002, 0.015 * rate, 0.064, 0.218, 0.11, 0.105, 0.2][i] * rate;
      return [
        { estimator, n, metric: "bias", value: bias, mc_error: 0.003 * rate },
        {
          estimator,
          n,
          metric: "coverage",
          value: [0.95, 0.93, 0.8, 0.3, 0.74, 0.73, null][i],
          mc_error: i === 6 ? null : 0.02,
        },
      ];
    })
  );
  const fixed = [1e-3, 1e-2, 1e-1].flatMap((lambda, i) =>
    [75, 150, 300, 600].map((n) => ({
      lambda,
      n,
      value: [0.0875, 0.26, 0.388][i] * (1 + 1.5 / n + 0.01 * z()),
      mc_error: 0.03 / Math.sqrt(n),
      exact: [0.0875, 0.26, 0.388][i],
    }))
  );
  return {
    iv_1_rmse: rmse,
    bellman_1_rmse: rmse,
    bellman_3_root: rmse,
    iv_4_root: rmse,
    iv_1_nuisance: nuisance,
    iv_2_coverage: coverage,
    bellman_2_coverage: coverage,
    iv_2_studentized: studentized,
    iv_3_kbo: kbo,
    kbo_fixed_lambda: fixed,
    bias_order: order,
    krr_bias: krr,
  };
}

/** A digest. */
export const KEY = "6f1ed002ab5595859014ebf0951522d9a8ee25c4d1f7f5f0b7c6a1d2e3f40516";

async function figureModel(figure: FigureDefinition, rows: readonly Row[]): Promise<FigureModel> {
  const { id, title, caption } = figure;
  const spec = figure.spec(rows);
  const description = figure.describe(rows);
  return {
    id,
    title,
    caption,
    description,
    spec,
    svg: await renderSvg(spec, { id, title, description }),
    table: figure.table(rows),
    sql:
      `-- Test data.\nSELECT estimator, n, value\nFROM summary\nWHERE n < 4000 AND metric <> 'x'\n`,
    parquet: `data/${id}.parquet`,
    stages: [{ name: `test-study/figure/${id}/rows`, digest: KEY }],
    command: `deno task reproduce --study test-study`,
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
    count: { compared: 20, beyondTwo: 2, beyondFour: 1, leftOut: 5, expectedBeyondTwo: 0.91 },
    sql: "SELECT * FROM published",
    parquet: "data/published.parquet",
    stages: [{ name: "test-study/published", digest: KEY }],
    command: "deno task reproduce --study test-study",
  };
}

/** Text that must come out as text. */
export const HOSTILE = `<script>alert("1")</script> & 'x' <img src=x onerror=alert(2)>`;

/** A report with every kind of part, two failures, and text that must be escaped. */
export async function fixtureReport(): Promise<ReportModel> {
  const rows = fixtureRows();
  const drawn = await Promise.all(figures.map((figure) => figureModel(figure, rows[figure.id])));
  const [rmse, nuisance, coverage, studentized, ...others] = drawn;
  const failure = { stage: "test-study/figure/broken/rows", message: `no such column ${HOSTILE}` };
  return {
    title: "Bilevel gradients, reproduced (test data)",
    summary: "Of 6 claims from one paper, 3 hold, 1 fails and 1 is inconclusive; `test data`, " +
      "so believe nothing of it.",
    facts: [
      { name: "Profile", value: "default" },
      { name: "Semiparametric efficient bilevel gradients", value: "The published sizes." },
    ],
    claims: [
      {
        id: "test-study.coverage",
        statement: "The cross-fitted orthogonal gradient has nominal 95 % Wald coverage.",
        paper: "test-study",
        measure: "coverage, mean over sample sizes",
        value: 0.9512,
        low: 0.9462,
        high: 0.9562,
        bar: "0.94 to 0.96",
        accepted: { low: 0.94, high: 0.96 },
        verdict: "holds",
        evidence: ["iv_2_coverage", "published_iv_1"],
      },
      {
        id: "test-study.rate",
        statement: "The error of the orthogonal gradient falls as n^{−1/2}.",
        paper: "test-study",
        measure: "slope of log RMSE in log n",
        value: -0.512,
        low: -0.56,
        high: -0.464,
        bar: "−0.55 to −0.45",
        accepted: { low: -0.55, high: -0.45 },
        verdict: "inconclusive",
        evidence: ["iv_1_rmse"],
      },
      {
        id: "test-study.order",
        statement: "The bias of the plug-in gradient is of first order.",
        paper: "test-study",
        measure: "slope of log bias in log learning error",
        value: 1.34,
        low: 1.28,
        high: 1.4,
        bar: "at most 1.2",
        accepted: { low: null, high: 1.2 },
        verdict: "fails",
        evidence: ["bias_order"],
      },
      {
        id: "test-study.explored",
        statement: "Kernel ridge nuisances leave coverage below nominal.",
        paper: "test-study",
        measure: "coverage",
        value: 0.93,
        low: 0.89,
        high: 0.97,
        bar: "–",
        verdict: "exploratory",
        evidence: ["krr_bias"],
      },
      {
        id: "test-study.broken",
        statement: `A claim that could not be judged ${HOSTILE}`,
        paper: "test-study",
        measure: "",
        value: null,
        low: null,
        high: null,
        bar: "",
        verdict: null,
        evidence: ["no_such_figure"],
        failure,
      },
    ],
    claimsSource: {
      sql: "SELECT * FROM claims",
      parquet: "data/claims.parquet",
      stages: [],
      command: "deno task reproduce",
    },
    studies: [{
      id: "test-study",
      title: "Semiparametric efficient bilevel gradients",
      paper: "test-study",
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
            stages: [],
            command: "deno task reproduce",
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
          title: "Everything else",
          text: HOSTILE,
          figures: others,
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
        { what: "What would run, and why", command: "deno task status" },
      ],
    },
    papers: [{
      key: "test-study",
      short: "Somebody et al. 2026",
      authors: "A. Somebody, B. Else",
      title: "A Paper That Does Not Exist",
      venue: "arXiv 0000.00000 (2026)",
      url: "https://arxiv.org/abs/0000.00000",
      bibtex: "@article{x,\n  title = {A Paper}\n}",
    }],
    runPage: "run.html",
  };
}
