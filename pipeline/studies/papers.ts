/**
 * The papers that studies and claims are about, each once.
 *
 * @module
 */

import type { PaperModel } from "../../reports/page/model.ts";

/** The orthogonal gradient of functional bilevel problems. */
export const SEMIPARAMETRIC: PaperModel = {
  key: "semiparametric",
  identifier: "arXiv 2605.21341",
  short: "El Khoury et al. 2026",
  authors: "F. El Khoury, H. Zenati, N. Kallus, M. Arbel, A. Bibaut",
  title: "Semiparametric Efficient Bilevel Gradient Estimation",
  venue: "arXiv 2605.21341 (2026)",
  url: "https://arxiv.org/abs/2605.21341",
  bibtex: "@article{elkhoury2026semiparametric,\n" +
    "  title = {Semiparametric Efficient Bilevel Gradient Estimation},\n" +
    "  author = {El Khoury, Fares and Zenati, Houssam and Kallus, Nathan and Arbel, Michael and Bibaut, Aur{\\'e}lien},\n" +
    "  journal = {arXiv preprint arXiv:2605.21341},\n  year = {2026}\n}",
};

/** NBO. */
export const CURVATURE_AWARE: PaperModel = {
  key: "curvature-aware",
  identifier: "arXiv 2505.02101",
  short: "Dong et al. 2025",
  authors: "Y. Dong, J. Yang, W. Yao, J. Zhang",
  title: "Efficient Curvature-Aware Hypergradient Approximation for Bilevel Optimization",
  venue: "ICML 2025, PMLR 267:14231–14259",
  url: "https://arxiv.org/abs/2505.02101",
  bibtex: "@inproceedings{dong2025efficient,\n" +
    "  title = {Efficient Curvature-Aware Hypergradient Approximation for Bilevel Optimization},\n" +
    "  author = {Dong, Youran and Yang, Junfeng and Yao, Wei and Zhang, Jin},\n" +
    "  booktitle = {Proceedings of the 42nd International Conference on Machine Learning},\n" +
    "  series = {Proceedings of Machine Learning Research},\n  volume = {267},\n" +
    "  pages = {14231--14259},\n  year = {2025}\n}",
};

/** UFO-BLO. */
export const UNBIASED_FIRST_ORDER: PaperModel = {
  key: "unbiased-first-order",
  identifier: "arXiv 2006.03631",
  short: "Likhosherstov et al. 2020",
  authors: "V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller",
  title: "UFO-BLO: Unbiased First-Order Bilevel Optimization",
  venue:
    "arXiv 2006.03631; revised as “Debiasing a First-order Heuristic for Approximate Bi-level " +
    "Optimization”, ICML 2021, arXiv 2106.02487",
  url: "https://arxiv.org/abs/2006.03631",
  bibtex: "@inproceedings{likhosherstov2021debiasing,\n" +
    "  title = {Debiasing a First-order Heuristic for Approximate Bi-level Optimization},\n" +
    "  author = {Likhosherstov, Valerii and Song, Xingyou and Choromanski, Krzysztof and Davis, Jared\n" +
    "    and Weller, Adrian},\n" +
    "  booktitle = {Proceedings of the 38th International Conference on Machine Learning},\n" +
    "  year = {2021},\n  note = {arXiv 2106.02487; first version arXiv 2006.03631}\n}",
};

/** UFOM, the revised version of UFO-BLO; the published code is of this one. */
export const DEBIASING: PaperModel = {
  key: "debiasing",
  identifier: "arXiv 2106.02487",
  short: "Likhosherstov et al. 2021",
  authors: "V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller",
  title: "Debiasing a First-order Heuristic for Approximate Bi-level Optimization",
  venue: "ICML 2021, arXiv 2106.02487; code: github.com/xingyousong/ufom",
  url: "https://arxiv.org/abs/2106.02487",
};

/** SID. */
export const STOCHASTIC_IMPLICIT: PaperModel = {
  key: "stochastic-implicit",
  identifier: "arXiv 2011.07122",
  short: "Grazzi et al. 2021",
  authors: "R. Grazzi, M. Pontil, S. Salzo",
  title: "Convergence Properties of Stochastic Hypergradients",
  venue: "AISTATS 2021, arXiv 2011.07122",
  url: "https://arxiv.org/abs/2011.07122",
  bibtex: "@inproceedings{grazzi2021convergence,\n" +
    "  title = {Convergence Properties of Stochastic Hypergradients},\n" +
    "  author = {Grazzi, Riccardo and Pontil, Massimiliano and Salzo, Saverio},\n" +
    "  booktitle = {Proceedings of the 24th International Conference on Artificial Intelligence and\n" +
    "    Statistics},\n" +
    "  year = {2021},\n  note = {arXiv 2011.07122}\n}",
};

/** BSGM. */
export const BSGM: PaperModel = {
  key: "bsgm",
  identifier: "arXiv 2202.03397",
  short: "Grazzi et al. 2023",
  authors: "R. Grazzi, M. Pontil, S. Salzo",
  title: "Bilevel Optimization with a Lower-level Contraction: Optimal Sample Complexity without " +
    "Warm-Start",
  venue: "JMLR 24(167):1–37, 2023, arXiv 2202.03397",
  url: "https://arxiv.org/abs/2202.03397",
};

/** AID on fixed points without sampling. */
export const ITERATION_COMPLEXITY: PaperModel = {
  key: "iteration-complexity",
  identifier: "arXiv 2006.16218",
  short: "Grazzi et al. 2020",
  authors: "R. Grazzi, L. Franceschi, M. Pontil, S. Salzo",
  title: "On the Iteration Complexity of Hypergradient Computation",
  venue: "ICML 2020, PMLR 119:3748–3758, arXiv 2006.16218",
  url: "https://arxiv.org/abs/2006.16218",
};
