/**
 * The semiparametric study: is the orthogonal gradient of a functional bilevel problem what its
 * paper says? First part: the sine-IV experiments of figures 1 to 3, and what they leave open.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { Profile, Study, StudyOptions } from "./contract.ts";
import { type Experiment, experimentStages, queryStage } from "./grid.ts";

const STUDY = "semiparametric";
const SEED = 1;

/** Sizes and replications of each profile. To get more replications, raise them here. */
const PROFILES: Readonly<Record<Profile, ProfileSizes>> = {
  smoke: {
    block: 10,
    blockOfKernels: 5,
    iv1: { sizes: [200, 400], replications: 20 },
    iv2: { sizes: [200, 400], replications: 20 },
    iv3: { sizes: [100], replications: 10 },
    biasOrder: { sizes: [400], replications: 20 },
    krr: { sizes: [100], replications: 10 },
    kernelSizes: { sizes: [50, 100], replications: 10 },
  },
  default: {
    block: 50,
    blockOfKernels: 10,
    iv1: { sizes: [200, 400, 800, 1600, 3200], replications: 300 },
    iv2: { sizes: [200, 400, 800, 1600, 3200], replications: 500 },
    iv3: { sizes: [600], replications: 300 },
    biasOrder: { sizes: [3200], replications: 100 },
    krr: { sizes: [200, 400, 800], replications: 100 },
    kernelSizes: { sizes: [75, 150, 300, 600], replications: 100 },
  },
  paper: {
    block: 50,
    blockOfKernels: 10,
    iv1: { sizes: [200, 400, 800, 1600, 3200], replications: 3000 },
    iv2: { sizes: [200, 400, 800, 1600, 3200], replications: 5000 },
    iv3: { sizes: [600], replications: 3000 },
    biasOrder: { sizes: [3200], replications: 1000 },
    krr: { sizes: [200, 400, 800, 1600], replications: 500 },
    kernelSizes: { sizes: [75, 150, 300, 600, 1200], replications: 300 },
  },
};

interface Size {
  readonly sizes: readonly number[];
  readonly replications: number;
}

interface ProfileSizes {
  /** Replications a stage computes; numbers of replications are multiples of it. */
  readonly block: number;
  /** The same where kernel matrices are factorised. */
  readonly blockOfKernels: number;
  readonly iv1: Size;
  readonly iv2: Size;
  readonly iv3: Size;
  readonly biasOrder: Size;
  readonly krr: Size;
  readonly kernelSizes: Size;
}

const EXOGENOUS = { name: "sine-iv", code: "problems/functional/sine_iv.ts#sineIVExogenous" };
const ENDOGENOUS = {
  name: "sine-iv-endogenous",
  code: "problems/functional/sine_iv.ts#sineIVEndogenous",
};

const ORTHOGONAL = { orthogonal: "estimators/functional/orthogonal.ts#orthogonal" };
const PLUG_INS = {
  "plug-in": "estimators/functional/plug_in.ts#published",
  "plug-in-full": "estimators/functional/plug_in.ts#full",
  "plug-in-adjoint": "estimators/functional/plug_in.ts#adjoint",
  "plug-in-forward": "estimators/functional/plug_in.ts#forward",
};

const SUM_FOURIER = "estimators/nuisance/sum_fourier.ts#sumFourier";
const PUBLISHED_SIEVE = {
  name: "sum-fourier",
  code: SUM_FOURIER,
  options: () => ({ harmonics: 8, ridge: 1e-6 }),
};

/** Half-decades from 1e-5 to 1e-1, and the kernel's width. */
const KERNEL = { sigma: 0.5, lambdas: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1] };
/** Penalties from which leave-one-out error chooses. */
const KRR_GRID = { sigma: 1, lambdas: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2] };
/** Penalties per observation; a sine of unit amplitude shrinks by ρ/(½ + ρ). */
const PENALTIES = [0.02, 0.04, 0.08, 0.16];

/** The study for given options. */
export function semiparametric({ profile, replications }: StudyOptions): Study {
  const sizes = PROFILES[profile];
  const of = (size: Size): Size => replications === undefined ? size : { ...size, replications };
  const base = { study: STUDY, seed: SEED, block: sizes.block } as const;
  const kernelBase = {
    ...base,
    problem: ENDOGENOUS,
    design: "split",
    block: sizes.blockOfKernels,
  } as const;
  const crossFitted = { ...base, problem: EXOGENOUS, design: { folds: 2 } } as const;
  const sieve = { learners: [PUBLISHED_SIEVE], estimators: { ...ORTHOGONAL, ...PLUG_INS } };
  const experiments: Experiment[] = [
    { ...crossFitted, ...sieve, id: "iv-1", ...of(sizes.iv1) },
    { ...crossFitted, ...sieve, id: "iv-2", ...of(sizes.iv2) },
    {
      ...kernelBase,
      id: "iv-3",
      ...of(sizes.iv3),
      learners: [PUBLISHED_SIEVE],
      estimators: ORTHOGONAL,
      kernelBilevel: KERNEL,
    },
    {
      ...crossFitted,
      id: "bias-order",
      ...of(sizes.biasOrder),
      learners: PENALTIES.map((penalty) => ({
        name: "sum-fourier",
        code: SUM_FOURIER,
        setting: `penalty=${penalty}`,
        options: (n: number) => ({ harmonics: 8, ridge: penalty * n / 2 }),
      })),
      estimators: sieve.estimators,
    },
    {
      ...crossFitted,
      id: "krr",
      ...of(sizes.krr),
      learners: [{
        name: "kernel-ridge",
        code: "pipeline/stages/learners.ts#gaussianKernelRidge",
        options: () => KRR_GRID,
      }],
      estimators: sieve.estimators,
    },
    {
      ...kernelBase,
      id: "kbo-n",
      ...of(sizes.kernelSizes),
      learners: [],
      estimators: {},
      kernelBilevel: KERNEL,
    },
  ];
  const exact = [EXOGENOUS, ENDOGENOUS].map((problem): Stage => ({
    name: `${STUDY}/${problem.name}/exact`,
    kind: "exact",
    code: {
      entry: "pipeline/stages/truths.ts",
      slots: {
        problem: problem.code,
        kernelGradient: "problems/functional/sine_iv_kernel.ts#sineIVKernelGradient",
      },
    },
    parameters: { kernel: KERNEL },
    inputs: {},
    outputs: ["rows"],
  }));
  const exactTable = queryStage(
    `${STUDY}/exact`,
    "exact",
    "reports/sql/exact.sql",
    { exact: exact.map(({ name }) => ({ stage: name, output: "rows" })) },
    { exact: "json" },
  );
  const table = (name: string, output = "table"): InputReference => ({
    stage: `${STUDY}/${name}`,
    output,
  });
  const population = ["iv-3", "kbo-n"].map((id) =>
    queryStage(`${STUDY}/${id}/population`, "summary", "reports/sql/kernel_population.sql", {
      estimates: table(`${id}/collect`, "estimates"),
      exact: table("exact"),
    })
  );
  const biasOrder = queryStage(
    `${STUDY}/bias-order/order`,
    "summary",
    "reports/sql/bias_order.sql",
    {
      estimates: table("bias-order/collect", "estimates"),
      errors: table("bias-order/collect", "errors"),
    },
  );
  const summary = (...ids: string[]): { summary: InputReference[] } => ({
    summary: ids.map((id) => table(id)),
  });
  return {
    id: STUDY,
    title: "Semiparametric efficient bilevel gradients",
    question:
      "The lower level of a functional bilevel problem is a function that has to be learned. " +
      "Does plugging a learned function into the gradient leave a bias of first order, and does the " +
      "cross-fitted orthogonal gradient remove it, with honest intervals, at the efficiency bound?",
    paper: {
      key: STUDY,
      short: "El Khoury et al. 2026",
      authors: "F. El Khoury, H. Zenati, N. Kallus, M. Arbel, A. Bibaut",
      title: "Semiparametric Efficient Bilevel Gradient Estimation",
      venue: "arXiv 2605.21341 (2026)",
      url: "https://arxiv.org/abs/2605.21341",
      bibtex: "@article{elkhoury2026semiparametric,\n" +
        "  title = {Semiparametric Efficient Bilevel Gradient Estimation},\n" +
        "  author = {El Khoury, Fares and Zenati, Houssam and Kallus, Nathan and Arbel, Michael and Bibaut, Aur{\\'e}lien},\n" +
        "  journal = {arXiv preprint arXiv:2605.21341},\n  year = {2026}\n}",
    },
    stages: [
      ...experiments.flatMap(experimentStages),
      ...exact,
      exactTable,
      ...population,
      biasOrder,
    ],
    experiments: [
      {
        id: "iv-1",
        title: "Sine-IV, figure 1: error by sample size",
        text: describeSizes(
          "Cross-fitted over two folds with the published sieve (sines and cosines of " +
            "multiples of the sum of the covariates, hardly penalised).",
          of(sizes.iv1),
        ) +
          "\n\nThe sieve is a projection that contains the truth. For such a learner the plug-in's bias " +
          "is of second order as well, and the two estimators differ little.",
        figures: [
          { id: "iv_1_rmse", tables: { ...summary("iv-1/summary"), exact: table("exact") } },
          { id: "iv_1_nuisance", tables: summary("iv-1/summary") },
        ],
        published: [
          {
            table: "table_iv_figure1_gradient",
            title: "Gradient error and coverage",
            origin: "IV figure 1",
          },
          {
            table: "table_iv_figure1_nuisance",
            title: "Errors of the learned means",
            origin: "IV figure 1",
          },
        ],
      },
      {
        id: "iv-2",
        title: "Sine-IV, figure 2: intervals and studentized errors",
        text: describeSizes(
          "The design of figure 1; its replications are the first of these.",
          of(sizes.iv2),
        ) +
          "\n\nThe plug-in's interval is computed from the variance of its own scores. It leaves out noise " +
          "that the learned means carry, so its coverage is right only by chance.",
        figures: [
          { id: "iv_2_coverage", tables: summary("iv-2/summary") },
          { id: "iv_2_studentized", tables: { estimates: table("iv-2/collect", "estimates") } },
        ],
        published: [
          { table: "table_iv_figure2_wald", title: "Wald intervals", origin: "IV figure 2" },
          {
            table: "table_iv_figure2_studentized",
            title: "Studentized errors",
            origin: "IV figure 2",
            note:
              "The published intervals treat the four coordinates of a replication as independent, which " +
              "they are not; the errors used here are those of replications.",
          },
        ],
      },
      {
        id: "iv-3",
        title: "Sine-IV, figure 3: kernel bilevel optimisation by penalty",
        text: describeSizes(
          "Endogenous outcomes; n inner and n outer observations. The lower level of kernel " +
            "bilevel optimisation is kernel ridge regression with a Gaussian kernel of width 0.5.",
          of(sizes.iv3),
        ) +
          "\n\nThe two methods do not use the same learner: the gap between them is mostly a gap between " +
          "learners.",
        figures: [
          { id: "iv_3_kbo", tables: summary("iv-3/summary", "iv-3/population") },
          { id: "kbo_fixed_lambda", tables: summary("kbo-n/summary", "kbo-n/population") },
        ],
        published: [
          {
            table: "table_iv_figure3_kbo",
            title: "Errors by penalty",
            origin: "IV figure 3",
            note:
              "<em>Reg. bias</em> and <em>KBO estimation</em> were published for a proxy of the population " +
              "gradient from one draw of 1500 points. Ours are for the exact one, so these cells are shown " +
              "and not counted.",
          },
          {
            table: "table_iv_figure3_kbo_appendix",
            title: "Mean errors by penalty",
            origin: "IV figure 3, appendix",
          },
        ],
      },
      {
        id: "bias-order",
        title: "The order of the bias",
        text: describeSizes(
          "The sieve of figure 1 with a penalty of 0.02 to 0.16 an observation, which shrinks " +
            "the learned functions by a known factor. Each estimate is compared with the oracle's on the same " +
            "sample.",
          of(sizes.biasOrder),
        ) +
          "\n\nThis is what the published experiments cannot show, since their learner is not penalised.",
        figures: [{ id: "bias_order", tables: { bias_order: table("bias-order/order") } }],
        published: [],
      },
      {
        id: "krr",
        title: "A learner that was not made for the problem",
        text: describeSizes(
          "Kernel ridge regression on the three covariates, Gaussian kernel of width 1, penalty " +
            "by leave-one-out error, two folds.",
          of(sizes.krr),
        ) +
          "\n\nAt these sizes its errors are large, and the orthogonal gradient fails too: orthogonality " +
          "squares the learning error, it does not remove it.",
        figures: [{ id: "krr_bias", tables: summary("krr/summary") }],
        published: [],
      },
    ],
    claims: [
      { id: "orthogonal_coverage", tables: summary("iv-2/summary"), evidence: ["iv_2_coverage"] },
      {
        id: "efficiency",
        tables: { ...summary("iv-2/summary"), exact: table("exact") },
        evidence: ["iv_1_rmse"],
      },
      { id: "root_n_rate", tables: summary("iv-1/summary"), evidence: ["iv_1_rmse"] },
      {
        id: "bias_order_plug_in",
        tables: { bias_order: table("bias-order/order") },
        evidence: ["bias_order"],
      },
      {
        id: "bias_order_orthogonal",
        tables: { bias_order: table("bias-order/order") },
        evidence: ["bias_order"],
      },
      {
        id: "kernel_bias_stays",
        tables: summary("kbo-n/summary", "kbo-n/population"),
        evidence: ["kbo_fixed_lambda", "iv_3_kbo"],
      },
    ],
    published: {
      tables: summary("iv-1/summary", "iv-2/summary", "iv-3/summary", "iv-3/population"),
    },
    database: {
      estimates: experiments.map(({ id }) => table(`${id}/collect`, "estimates")),
      learning_errors: experiments.map(({ id }) => table(`${id}/collect`, "errors")),
      summary: [
        ...experiments.map(({ id }) => table(`${id}/summary`)),
        ...population.map(({ name }) => ({ stage: name, output: "table" })),
      ],
      exact: [table("exact")],
      bias_order: [table("bias-order/order")],
    },
    sizes: profile === "smoke"
      ? "The smoke profile is tiny: its numbers show that everything runs, not what is true."
      : profile === "default"
      ? "The published sizes and replications."
      : "The published sizes with ten times the published replications.",
  };
}

function describeSizes(text: string, { sizes, replications }: Size): string {
  return `${text} Here n = ${sizes.join(", ")}, with ${replications} replications each.`;
}
