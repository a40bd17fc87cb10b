/**
 * What `--help` prints, in lines that fit a terminal.
 *
 * @module
 */

import { BIGRAD } from "../reports/page/launcher.ts";
import { SILENCE_SECONDS } from "./engine/heart.ts";
import { LIMITS } from "./engine/limits.ts";
import { wrapped } from "./wording.ts";

/** What is said of a command. */
export interface Described {
  readonly summary: string;
  readonly usage: string;
  /** Their names without dashes. */
  readonly options: readonly string[];
  /** What the options do not say, in paragraphs. */
  readonly note?: string;
}

/** What a terminal shows on a line, if it is not told to show more. */
const WIDTH = 80;

/** Each option as it is written, and what it means. */
const OPTIONS: Readonly<Record<string, readonly [form: string, meaning: string]>> = {
  profile: ["--profile NAME", "smoke, default (the default) or paper"],
  study: ["--study NAME", "only this study; may be repeated"],
  jobs: ["--jobs N", "stages at once; one a core unless given"],
  "keep-going": ["--keep-going", "run what does not depend on a failure"],
  "time-limit": [
    "--time-limit SECONDS",
    `wall time of any stage; ${LIMITS.pureSeconds}, or ${LIMITS.nativeSeconds} where it is a query or a table`,
  ],
  "memory-limit": [
    "--memory-limit GB",
    "memory of all stages at work; three quarters of the machine's unless given",
  ],
  "dry-run": ["--dry-run", "only say what would be done"],
  "single-file": ["--single-file", "the report also as one file to send, report.html"],
  against: [
    "--against FILE",
    "what changed since FILE, a results.duckdb: report/against.html and a line",
  ],
  list: ["--list", "list all stages by name"],
  json: ["--json", "one JSON object on the last line of standard output"],
  seeds: ["--seeds N,M", "judge every claim on the draws of these seeds too"],
  confirm: ["--confirm", "judge what was found on the study's draws on its confirmation seed too"],
  replications: ["--replications N", "instead of the profile's, in every experiment"],
  store: [
    "--store FOLDER",
    "the store, .bigrad unless given: new, empty or a store; runs may share it",
  ],
  minutes: ["--minutes N", "end after so many minutes"],
  check: ["--check FOLDER", "only say whether a folder can serve as a shared store"],
  session: ["--session NAME", "runs of one session do not try again what failed in one of them"],
  silence: [
    "--silence SECONDS",
    `a run on another machine is given up after such a silence; ${SILENCE_SECONDS} unless given`,
  ],
  executor: [
    "--executor NAME",
    "local (the default), or slurm: workers are asked for, their results shown",
  ],
  "slurm-workers": ["--slurm-workers N", "how many workers Slurm is asked for; 4 unless given"],
  "slurm-partition": ["--slurm-partition P", "where"],
  "slurm-account": ["--slurm-account A", "for whom"],
  "slurm-time": ["--slurm-time TIME", "how long each may work: minutes, or as Slurm writes it"],
  "slurm-memory": ["--slurm-memory 8G", "memory of each"],
  "slurm-extra": ["--slurm-extra WORDS", "more arguments of sbatch; may be repeated"],
  out: ["--out FOLDER", "the folder of results: new, empty or made by this command before"],
  sample: ["--sample N", "run only N stages again, spread over the graph"],
  crate: ["--crate FILE", "run an archive of publish again, in a store of its own, and compare"],
  problem: ["--problem FILE", "a TypeScript file that exports your problem"],
  methods: ["--methods A,B", "only these methods; all unless given"],
  budget: ["--budget N", "passes through the lower level's rows for each method, 200 unless given"],
  draws: ["--draws N", "draws of what depends on chance, 4 unless given"],
  data: ["--data FILE", "Parquet (.parquet) or CSV (.csv)"],
  losses: ["--losses FILE", "a TypeScript file that exports your losses"],
  covariates: [
    "--covariates A,B,C",
    "the columns that are covariates, if the losses file does not say",
  ],
  at: ["--at W1,W2", "the outer point, if the losses file does not say; may be repeated"],
  grid: ["--grid W1=0:2:9", "a coordinate of w from 0 to 2 in 9 values; may be repeated"],
  cluster: [
    "--cluster COLUMN",
    "rows with the same value depend on each other; may be repeated for two ways",
  ],
  weights: ["--weights COLUMN", "weights of the rows"],
  missing: ["--missing drop", "leave out rows with missing values, which are refused otherwise"],
  adjust: ["--adjust NAME", "adjust p-values for their number: holm, romano-wolf or bonferroni"],
  learner: [
    "--learner NAME",
    "auto (the default), sparse, linear, series, random-fourier or kernel-ridge",
  ],
  learners: ["--learners A,B,C", "compare learners on the same folds, and stack them"],
  folds: ["--folds N", "folds of the cross-fitting, 5 unless given"],
  "folds-column": ["--folds-column NAME", "a column that says which fold a row is in"],
  root: ["--root", "the outer optimum, too, by descent from the outer point"],
  repetitions: [
    "--repetitions N",
    "splits into folds, over which medians are taken: 5, or 1 beyond 20000 rows",
  ],
  level: ["--level L", "level of the intervals, 0.95 unless given; may be repeated"],
  joint: ["--joint", "intervals that hold for all coordinates at once, too"],
  seed: ["--seed N", "seed of the splits, 1 unless given"],
};

const DEVELOPMENT =
  `"${BIGRAD} reproduce --help" and the like show options. For development: ${BIGRAD} ok (format, lint, ` +
  "types, docs, tests), test, test:slow, bench; run FILE, a program that imports the library; setup.";

const EXIT_CODES =
  "Exit codes: 0 done, 1 a stage failed or differs, 2 a mistake in what was asked, 130 interrupted.";

/** All commands, a line each. */
export function overview(commands: Readonly<Record<string, Described>>): string {
  const forms = Object.entries(commands).map(([name, { summary }]): [string, string] => [
    `${BIGRAD} ${name}`,
    summary,
  ]);
  return [
    "bigrad: a reproducible laboratory for bilevel gradients",
    "",
    ...columns(forms),
    "",
    ...[DEVELOPMENT, EXIT_CODES].flatMap((text) => wrapped(text, WIDTH)),
  ].join("\n");
}

/** A command with its options. */
export function helpOf({ usage, summary, options, note }: Described): string {
  const paragraphs = note?.split("\n\n").flatMap((text) => ["", ...wrapped(text, WIDTH)]) ?? [];
  return [
    `${BIGRAD} ${usage}`,
    `  ${summary}`,
    "",
    ...columns(options.map((name) => OPTIONS[name]!)),
    ...paragraphs,
  ].join("\n");
}

/** Two columns, the second wrapped. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(...rows.map(([form]) => form.length)) + 2;
  return rows.flatMap(([form, meaning]) =>
    wrapped(meaning, WIDTH - 2 - left).map((line, i) =>
      `  ${(i === 0 ? form : "").padEnd(left)}${line}`
    )
  );
}
