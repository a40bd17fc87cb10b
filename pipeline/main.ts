/**
 * The command line. Nothing heavy is imported before it is known to be needed.
 *
 * @module
 */

import { BIGRAD } from "../reports/page/launcher.ts";
import type { Console } from "./commands/console.ts";
import { processConsole } from "./commands/console.ts";
import { UsageError } from "./engine/stage.ts";
import { type Described, helpOf, overview } from "./help.ts";
import { type Options, readOptions } from "./options.ts";
import { nearNames } from "./stage_names.ts";
import { requireDeno, VERSION } from "./version.ts";

type Command = (options: Options, console: Console) => Promise<number>;

interface CommandEntry extends Described {
  readonly load: () => Promise<Command>;
}

const TARGETS =
  "TARGET is a figure, a claim, an experiment or a stage by name, or a part of names between slashes, " +
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
      "It makes no view: reproduce does, at the same time or afterwards. When it is told to end " +
      "(SIGTERM), or its minutes are over, it starts nothing more, lets stages end for 20 s and gives " +
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
      "\n\nThe archive is bigrad-VERSION-PROFILE.zip in the folder of --out, with the targets, " +
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
      "Rows must be independent: standard errors are too small where rows are measures of the same " +
      "unit, unless --cluster names it. docs/own_data.md says what losses and tables may be; " +
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

function commandNamed(name: string | undefined): CommandEntry | undefined {
  return name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** What is said of a word that is no command, with the one that it may have been meant for. */
function unknownCommand(word: string): string {
  const names = Object.keys(COMMANDS);
  const [near] = nearNames(word, names);
  const remedy = word.startsWith("-")
    ? "write the command first and its options after it; the"
    : near === undefined
    ? "the"
    : `did you mean ${near}? The`;
  return `There is no command "${word}"; ${remedy} commands are ${names.join(", ")}.`;
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
      throw new UsageError(unknownCommand(meant));
    }
    if (command === undefined || asksForHelp || rest.includes("--help") || rest.includes("-h")) {
      console.say(command === undefined ? overview(COMMANDS) : helpOf(command));
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
