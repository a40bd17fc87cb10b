/**
 * Which stochastic method of bilevel optimisation is made of which parts. `recursion` is the loop.
 *
 * At a point p = (x, y, u) and on minibatches, the terms of a method are
 *
 *     q_y = ∇_y g,   q_u = ∇²_yy g u − ∇_y f,   q_x = ∇_x f − ∇²_xy g u,
 *
 * where u either is carried from iteration to iteration, and moves along q_u, or is made anew from ∇_y f
 * whenever q_x is asked for. A direction d of y, u or x is one of
 *
 * - plain: d = q(p);
 * - average: d = (1 − η) d⁻ + η q(p);
 * - recursive: d = q(p) + (1 − η)(d⁻ − q(p⁻)), both terms on the same minibatches (STORM), where p⁻ is the
 *   last point and d⁻ its direction. With η = 0, and from whole terms q(p) now and then, it is that of SPIDER,
 *   SARAH or, if a coin says when, PAGE.
 *
 * A term on a minibatch may itself be a SAGA direction, as those of `saba` are.
 *
 * Steps are constant unless a row has exponents. Sources are named in each row; their updates are known from
 * public code and from abstracts, and where this library reads one in its own way, the row says so.
 *
 * @module
 */

/** How a direction is made of terms. */
export type DirectionRule = "plain" | "average" | "recursive";

/**
 * Where u is from, if it is not carried. "series": the Neumann series γ Σ_{j ≤ K} Π_{i ≤ j} (I − γH_i) ∇_y f, a
 * minibatch for each factor. "term": K times one of its first K terms, drawn uniformly, whose mean is the series
 * of order K − 1. "responses": there is none, and instead of −∇²_xy g u stands the mean of U⟨δ, ∇_y f⟩, U normal,
 * δ = (y_T(x + μU) − y_T(x))/μ being what T steps from the same y answer.
 */
export type AdjointSource = "series" | "term" | "responses";

/**
 * In which order variables move. "together": x, y and u, along directions at the old point. "in turn": y, T
 * times, then u at the new y, then x at the new y and u. "x first": x along its last direction, then y, T times,
 * where each step brings the directions of y and of x to the point that it starts from.
 */
export type MovingOrder = "together" | "in turn" | "x first";

/** A row of the table. */
export interface RecursionScheme {
  /** Authors, title, where and when. */
  readonly source: string;
  /** In which order x, y and u move. */
  readonly order: MovingOrder;
  /** The direction of y. */
  readonly y: DirectionRule;
  /** The direction of x. */
  readonly x: DirectionRule;
  /** The direction of u where it is carried, or where it is from. */
  readonly u: DirectionRule | AdjointSource;
  /** Whether terms are SAGA directions, by tables of what each block of a level gave last; false unless said. */
  readonly tables?: true;
  /** When recursive directions start anew from whole terms; never unless said. */
  readonly anew?: "period" | "coin";
  /** Whether there are T steps of y; one unless said. */
  readonly severalSteps?: true;
  /** Exponents that are published, of the steps of y and u, of x, and of η. */
  readonly decays: { readonly lower: number; readonly outer: number; readonly newest: number };
  /** What is another than published. */
  readonly reading?: string;
}

const CONSTANT = { lower: 0, outer: 0, newest: 0 };
const STORM = { lower: 1 / 3, outer: 1 / 3, newest: 2 / 3 };

/**
 * The methods, by name.
 *
 * @example
 * ```ts
 * import { RECURSIONS } from "@bigrad/bigrad";
 *
 * const { y, u, x, anew } = RECURSIONS["srba"];
 * console.log(y, u, x, anew); // recursive recursive recursive period
 * ```
 */
export const RECURSIONS = {
  "ma-soba": {
    source: "X. Chen, T. Xiao, K. Balasubramanian, Optimal algorithms for stochastic bilevel " +
      "optimization under relaxed smoothness conditions, JMLR 25, 2024",
    order: "together",
    ...{ y: "plain", u: "plain", x: "average" },
    decays: CONSTANT,
    reading: "x goes along the average with the newest term, and not along that before it",
  },
  "ma-saba": {
    source: "T. Chu, D. Xu, W. Yao, J. Zhang, SPABA: a single-loop and probabilistic stochastic " +
      "bilevel algorithm achieving optimal sample complexity, ICML 2024",
    order: "together",
    ...{ y: "plain", u: "plain", x: "average" },
    tables: true,
    decays: CONSTANT,
    reading: "SABA's terms, of which those of x are averaged as in ma-soba",
  },
  "srba": {
    source: "M. Dagréou, T. Moreau, S. Vaiter, P. Ablin, A lower bound and a near-optimal " +
      "algorithm for bilevel empirical risk minimization, AISTATS 2024",
    order: "together",
    ...{ y: "recursive", u: "recursive", x: "recursive" },
    anew: "period",
    decays: CONSTANT,
  },
  "spaba": {
    source: "T. Chu, D. Xu, W. Yao, J. Zhang, SPABA: a single-loop and probabilistic stochastic " +
      "bilevel algorithm achieving optimal sample complexity, ICML 2024",
    order: "together",
    ...{ y: "recursive", u: "recursive", x: "recursive" },
    anew: "coin",
    decays: CONSTANT,
    reading: "u is not projected onto a ball",
  },
  "fsla": {
    source: "J. Li, B. Gu, H. Huang, A fully single loop algorithm for bilevel optimization " +
      "without Hessian inverse, AAAI 2022",
    order: "in turn",
    ...{ y: "plain", u: "plain", x: "recursive" },
    decays: { lower: 1 / 2, outer: 1 / 2, newest: 1 / 2 },
  },
  "ttsa": {
    source: "M. Hong, H.-T. Wai, Z. Wang, Z. Yang, A two-timescale stochastic algorithm " +
      "framework for bilevel optimization, SIAM J. Optim. 33, 2023",
    order: "in turn",
    ...{ y: "plain", u: "term", x: "plain" },
    decays: { lower: 2 / 5, outer: 3 / 5, newest: 0 },
  },
  "bsa": {
    source: "S. Ghadimi, M. Wang, Approximation methods for bilevel programming, " +
      "arXiv 1802.02246, 2018",
    order: "in turn",
    ...{ y: "plain", u: "term", x: "plain" },
    severalSteps: true,
    decays: { lower: 1 / 2, outer: 1 / 2, newest: 0 },
  },
  "sustain": {
    source:
      "P. Khanduri, S. Zeng, M. Hong, H.-T. Wai, Z. Wang, Z. Yang, A near-optimal algorithm " +
      "for stochastic bilevel optimization via double-momentum, NeurIPS 2021",
    order: "together",
    ...{ y: "recursive", u: "term", x: "recursive" },
    decays: STORM,
  },
  "mrbo": {
    source: "J. Yang, K. Ji, Y. Liang, Provably faster algorithms for bilevel optimization, " +
      "NeurIPS 2021",
    order: "together",
    ...{ y: "recursive", u: "series", x: "recursive" },
    decays: STORM,
  },
  "vrbo": {
    source: "J. Yang, K. Ji, Y. Liang, Provably faster algorithms for bilevel optimization, " +
      "NeurIPS 2021",
    order: "x first",
    ...{ y: "recursive", u: "series", x: "recursive" },
    anew: "period",
    severalSteps: true,
    decays: CONSTANT,
    reading: "as in the field's benchmark, directions are not brought to the y of the last step",
  },
  "pzobo": {
    source: "D. Sow, K. Ji, Y. Liang, On the convergence theory for Hessian-free bilevel " +
      "algorithms, NeurIPS 2022",
    order: "in turn",
    ...{ y: "plain", u: "responses", x: "plain" },
    severalSteps: true,
    decays: CONSTANT,
  },
} as const satisfies Readonly<Record<string, RecursionScheme>>;

/** The name of a method of the table. */
export type RecursionName = keyof typeof RECURSIONS;
