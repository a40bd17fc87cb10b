/**
 * Names that a reader knows, for those that the tables have.
 *
 * @module
 */

/** Names that follow no rule. */
const NAMES: Readonly<Record<string, string>> = {
  "plug-in-full": "full plug-in",
  "plug-in-adjoint": "adjoint plug-in",
  "plug-in-forward": "forward plug-in",
  "oracle-plug-in": "oracle plug-in",
  "orthogonal-plain": "orthogonal without a jackknife",
  "kernel-bilevel": "kernel bilevel",
  "population-bias": "exact population bias",
  "exact": "exact gradient",
  "implicit": "implicit gradient at y",
  "nbo-direction": "NBO's direction",
  "nbo-at-next": "after the Newton step",
  "all-labels": "all labels, weight 1",
  "right-labels": "right labels alone",
  "sid-decreasing": "SID, decreasing steps",
  "sid-constant": "SID, constant steps",
  "drawn-penalties": "drawn penalties",
  "drawn-sinusoid": "drawn sine waves",
  "drawn-tasks": "drawn tasks",
  "bsgm-w": "BSGM, warm w",
  "bsgm-wv": "BSGM, warm w and v",
  "bsgm-linear": "BSGM, growing effort",
  "bsgm-warm": "BSGM, warm start",
  "bsgm-cold": "BSGM, cold start",
  "kernel-ridge": "kernel ridge",
  "nadaraya-watson": "Nadaraya–Watson",
  "penalised-series": "penalised series",
  "projection-series": "projection series",
  "weighted-ridge": "weighted ridge",
  "sampled-lower": "exact adjoint",
  "sampled-adjoint": "exact lower level",
  "mixed-fp": "mixed fixed point",
  "random-search": "random search",
  "polyak": "Polyak averages",
  "fixed-point": "all data, fixed point",
  "cg": "all data, CG",
  "limit": "first-order limit",
};

/** Methods by their abbreviation. */
const METHODS: Readonly<Record<string, string>> = {
  aid: "AID",
  amigo: "AmIGO",
  bome: "BOME",
  bsa: "BSA",
  bsgm: "BSGM",
  f2sa: "F2SA",
  fsla: "FSLA",
  itd: "ITD",
  ma: "MA",
  mrbo: "MRBO",
  nbo: "NBO",
  nsbo: "NSBO",
  pzobo: "PZOBO",
  qnbo: "qNBO",
  saba: "SABA",
  shine: "SHINE",
  sid: "SID",
  soba: "SOBA",
  spaba: "SPABA",
  srba: "SRBA",
  stocbio: "stocBiO",
  sustain: "SUSTAIN",
  ttsa: "TTSA",
  ufo: "UFO-BLO",
  vrbo: "VRBO",
};

/** What may follow the name of a method. */
const PARTS: Readonly<Record<string, string>> = {
  gd: "GD",
  cg: "CG",
  sgd: "SGD",
  fp: "FP",
  neumann: "Neumann",
  nystroem: "Nyström",
  saba: "SABA",
  soba: "SOBA",
};

/** What the number at the end of a name is. */
const NUMBERS: readonly (readonly [RegExp, (number: string) => string])[] = [
  [/^(n|ns)bo-s?gd-/, (T) => `T = ${T}`],
  [/^nbo-cg-/, (N) => N === "1" ? "1 step" : `${N} steps`],
  [/^amigo-/, (Q) => `Q = ${Q}`],
  [/^constant-/, (step) => `step ${step}`],
  [/^unbiased-/, (q) => `q = ${q}`],
  [/^itd-last-/, (last) => `last ${last}`],
];

/** The name of a series as a reader knows it: `nsbo-sgd-1` is NSBO-SGD, T = 1. */
export function nameFor(series: string): string {
  if (Object.hasOwn(NAMES, series)) return NAMES[series];
  const pair = /^(\S+) over (\S+)( on .+)$/.exec(series);
  if (pair) return `${nameFor(pair[1])} over ${nameFor(pair[2])}${pair[3]}`;
  const [stemmed, special] = series.split(/(?=, )/, 2);
  if (special !== undefined) return nameFor(stemmed) + series.slice(stemmed.length);
  const number = /^(.+)-([0-9.]+)$/.exec(series);
  const rule = number && NUMBERS.find(([pattern]) => pattern.test(series));
  const [stem, ending] = number && rule
    ? [number[1].replace(/-last$/, ""), `, ${rule[1](number[2])}`]
    : [series, ""];
  const [method, ...parts] = stem.split("-");
  if (!Object.hasOwn(METHODS, method)) return stem + ending;
  return [METHODS[method], ...parts.map((part) => PARTS[part] ?? part)].join("-") + ending;
}
