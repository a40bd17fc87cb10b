/**
 * The command line. Nothing heavy is imported before it is known to be needed.
 *
 * @module
 */

import { BIGRAD } from "../reports/page/launcher.ts";
import type { Console } from "./commands/console.ts";
import { processConsole } from "./commands/console.ts";
import { UsageError } from "./engine/stage.ts";
import { type Options, readOptions } from "./options.ts";
import { requireDeno, VERSION } from "./version.ts";

type Command = (options: Options, console: Console) => Promise<number>;

interface CommandEntry {
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly string[];
  /** What the options do not say. */
  readonly note?: string;
  readonly load: () => Promise<Command>;
}

const TARGETS =
  "TARGET is a figure, a claim, an experiment or a stage by name, or a part of names between slashes,\n" +
  "with * and ?; only what it needs is looked at. Without one it is everything.";

const COMMON = ["profile", "study", "replications", "seeds", "confirm", "store", "json"];

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  reproduce: {
    summary: "bring every result up to date and show them in out/",
    usage: "reproduce [TARGET]... [options]",
    options: [
      ...COMMON,
      ...["jobs", "keep-going", "time-limit", "memory-limit", "dry-run", "out", "executor"],
      ...["slurm-workers", "slurm-partition", "slurm-account", "slurm-time", "slurm-memory"],
      ...["slurm-extra", "session", "silence", "single-file", "against"],
    ],
    note: TARGETS,
    load: async () => (await import("./commands/reproduce.ts")).reproduce,
  },
  work: {
    summary: "compute stages of a store that others work on, too, until nothing is left",
    usage: "work [TARGET]... [--minutes N] [options], or work --check FOLDER",
    options: [
      ...COMMON,
      ...["jobs", "keep-going", "time-limit", "memory-limit", "minutes", "session", "silence"],
      "check",
    ],
    note:
      "It makes no view: reproduce does, at the same time or afterwards. When it is told to end\n" +
      "(SIGTERM), or its minutes are over, it starts nothing more, lets stages end for 20 s and gives\n" +
      `the others back. docs/cluster.md has recipes.\n\n${TARGETS}`,
    load: async () => (await import("./commands/work.ts")).work,
  },
  store: {
    summary: "take results along: push them into a folder, or pull them from one",
    usage: "store push|pull FOLDER [TARGET]... [options]",
    options: COMMON,
    note: "Only what is missing is copied, and digests are checked on arrival.\n\n" +
      TARGETS.replace("looked at", "copied"),
    load: async () => (await import("./commands/store.ts")).store,
  },
  status: {
    summary: "what is up to date, what would run, what the store holds",
    usage: "status [TARGET]... [--list] [options]",
    options: [...COMMON, "list"],
    note: TARGETS,
    load: async () => (await import("./commands/status.ts")).status,
  },
  explain: {
    summary: "why stages would run: which component of a key changed",
    usage: "explain TARGET... [options]",
    options: COMMON,
    note: TARGETS.replace(" Without one it is everything.", ""),
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  graph: {
    summary: "the graph of stages as Mermaid text",
    usage: "graph [TARGET]... [options]",
    options: COMMON,
    note: TARGETS,
    load: async () => (await import("./commands/graph.ts")).graph,
  },
  verify: {
    summary: "re-hash the store and run stages again, comparing bytes",
    usage: "verify [TARGET]... [--sample N] [options]\n" +
      `${BIGRAD} verify --crate FILE [--sample N] [options]`,
    options: [...COMMON, "jobs", "sample", "crate", "time-limit", "memory-limit"],
    note: TARGETS,
    load: async () => (await import("./commands/verify.ts")).verify,
  },
  publish: {
    summary: "pack results and all they stand on into one archive, an RO-Crate",
    usage: "publish [TARGET]... [options]",
    options: [...COMMON, "jobs", "time-limit", "memory-limit", "out"],
    note: TARGETS +
      "\nThe archive is bigrad-VERSION-PROFILE.zip in the folder of --out, with the targets, " +
      "if any, in its name; docs/publishing.md says what is in it.",
    load: async () => (await import("./commands/publish.ts")).publish,
  },
  gc: {
    summary: "drop what no study reaches",
    usage: "gc [--dry-run] [options]",
    options: ["store", "replications", "seeds", "json", "dry-run"],
    load: async () => (await import("./commands/gc.ts")).gc,
  },
  estimate: {
    summary: "the gradient on your own data, with intervals",
    usage: "estimate --data FILE --losses FILE [options]",
    options: [
      "data",
      "losses",
      "covariates",
      "at",
      "grid",
      "cluster",
      "weights",
      "missing",
      "adjust",
      "learner",
      "learners",
      "folds",
      "folds-column",
      "repetitions",
      "root",
      "level",
      "joint",
      "seed",
      "out",
      "json",
    ],
    note:
      "Rows must be independent: standard errors are too small where rows are measures of the same\n" +
      "unit, unless --cluster names it. docs/own_data.md says what losses and tables may be;\n" +
      "examples/ has a table and losses.",
    load: async () => (await import("./commands/estimate.ts")).estimate,
  },
  compare: {
    summary: "hypergradients and methods on your own bilevel problem",
    usage: "compare --problem FILE [options]",
    options: [
      "problem",
      "methods",
      "budget",
      "draws",
      "jobs",
      "store",
      "out",
      "time-limit",
      "memory-limit",
      "json",
    ],
    note:
      "docs/own_problem.md says what the file may be; examples/ has ridge.ts, logistic.ts and network.ts.",
    load: async () => (await import("./commands/compare.ts")).compare,
  },
};

const HELP: Readonly<Record<string, string>> = {
  profile: "--profile NAME       smoke, default (the default) or paper",
  study: "--study NAME         only this study; may be repeated",
  jobs: "--jobs N             stages at once; one a core unless given",
  "keep-going": "--keep-going         run what does not depend on a failure",
  "time-limit":
    "--time-limit SECONDS wall time of any stage; 3600, or 600 where it is a query or a table",
  "memory-limit":
    "--memory-limit GB    memory of all stages at work; three quarters of the machine's unless given",
  "dry-run": "--dry-run            only say what would be done",
  "single-file": "--single-file        the report also as one file to send, report.html",
  against:
    "--against FILE       what changed since FILE, a results.duckdb: report/against.html and a line",
  list: "--list               list all stages by name",
  json: "--json               one JSON object on the last line of standard output",
  seeds: "--seeds N,M          judge every claim on the draws of these seeds too",
  confirm:
    "--confirm            judge what was found on the study's draws on its confirmation seed too",
  replications: "--replications N     instead of the profile's, in every experiment",
  store:
    "--store FOLDER       the store, .bigrad unless given: new, empty or a store; runs may share it",
  minutes: "--minutes N          end after so many minutes",
  check: "--check FOLDER       only say whether a folder can serve as a shared store",
  session: "--session NAME       runs of one session do not try again what failed in one of them",
  silence:
    "--silence SECONDS    a run on another machine is given up after such a silence; 300 unless given",
  executor:
    "--executor NAME      local (the default), or slurm: workers are asked for, their results shown",
  "slurm-workers": "--slurm-workers N    how many workers Slurm is asked for; 4 unless given",
  "slurm-partition": "--slurm-partition P  where",
  "slurm-account": "--slurm-account A    for whom",
  "slurm-time": "--slurm-time TIME    how long each may work: minutes, or as Slurm writes it",
  "slurm-memory": "--slurm-memory 8G    memory of each",
  "slurm-extra": "--slurm-extra WORDS  more arguments of sbatch; may be repeated",
  out: "--out FOLDER         the folder of results: new, empty or made by this command before",
  sample: "--sample N           run only N stages again, spread over the graph",
  crate: "--crate FILE         run an archive of publish again, in a store of its own, and compare",
  problem: "--problem FILE       a TypeScript file that exports your problem",
  methods: "--methods A,B        only these methods; all unless given",
  budget:
    "--budget N           passes through the lower level's rows for each method, 200 unless given",
  draws: "--draws N            draws of what depends on chance, 4 unless given",
  data: "--data FILE          Parquet (.parquet) or CSV (.csv)",
  losses: "--losses FILE        a TypeScript file that exports your losses",
  covariates:
    "--covariates A,B,C   the columns that are covariates, if the losses file does not say",
  at: "--at W1,W2           the outer point, if the losses file does not say; may be repeated",
  grid: "--grid W1=0:2:9      a coordinate of w from 0 to 2 in 9 values; may be repeated",
  cluster:
    "--cluster COLUMN     rows with the same value depend on each other; may be repeated for two ways",
  weights: "--weights COLUMN     weights of the rows",
  missing: "--missing drop       leave out rows with missing values, which are refused otherwise",
  adjust: "--adjust NAME        adjust p-values for their number: holm, romano-wolf or bonferroni",
  learner:
    "--learner NAME       auto (the default), sparse, linear, series, random-fourier or kernel-ridge",
  learners: "--learners A,B,C     compare learners on the same folds, and stack them",
  folds: "--folds N            folds of the cross-fitting, 5 unless given",
  "folds-column": "--folds-column NAME  a column that says which fold a row is in",
  root: "--root               the outer optimum, too, by descent from the outer point",
  repetitions:
    "--repetitions N      splits into folds, over which medians are taken: 5, or 1 beyond 20000 rows",
  level: "--level L            level of the intervals, 0.95 unless given; may be repeated",
  joint: "--joint              intervals that hold for all coordinates at once, too",
  seed: "--seed N             seed of the splits, 1 unless given",
};

function commandNamed(name: string | undefined): CommandEntry | undefined {
  return name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

function help(name?: string): string {
  const command = commandNamed(name);
  if (command === undefined) {
    return [
      "bigrad: a reproducible laboratory for bilevel gradients",
      "",
      ...Object.entries(COMMANDS).map(([name, { summary }]) =>
        `  ${BIGRAD} ${name.padEnd(10)} ${summary}`
      ),
      "",
      `"${BIGRAD} reproduce --help" and the like show options. For development: ${BIGRAD} ok (format, lint,`,
      `types, docs, tests), test, test:slow, bench; run FILE, a program that imports the library; setup.`,
      "Exit codes: 0 done, 1 a stage failed or differs, 2 a mistake in what was asked, 130 interrupted.",
    ].join("\n");
  }
  return [
    `${BIGRAD} ${command.usage}`,
    `  ${command.summary}`,
    "",
    ...command.options.map((option) => `  ${HELP[option]}`),
    ...(command.note === undefined ? [] : ["", command.note]),
  ].join("\n");
}

/** Runs one command and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const json = rest.includes("--json");
  const console = processConsole(json);
  try {
    requireDeno();
    if (name === "--version") {
      console.say(`bigrad ${VERSION}`);
      return 0;
    }
    const asksForHelp = name === undefined || ["help", "--help", "-h"].includes(name);
    const meant = asksForHelp ? rest.find((word) => !word.startsWith("-")) : name;
    const command = commandNamed(meant);
    if (meant !== undefined && command === undefined) {
      throw new UsageError(
        `There is no command "${meant}"; the commands are ${Object.keys(COMMANDS).join(", ")}.`,
      );
    }
    if (command === undefined || asksForHelp || rest.includes("--help") || rest.includes("-h")) {
      console.say(help(meant));
      return 0;
    }
    const options = readOptions(rest, name, command.options);
    return await (await command.load())(options, console);
  } catch (error) {
    const known = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    console.warn(known ? message : `bigrad stopped: ${message}`);
    if (!known && Deno.env.get("BIGRAD_DEBUG")) throw error;
    try {
      console.json({ command: name ?? null, ok: false, error: message });
    } catch {
      // Standard output may be what cannot be written.
    }
    return known ? 2 : 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
