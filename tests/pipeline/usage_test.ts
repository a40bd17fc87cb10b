import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../pipeline/engine/stage.ts";
import { DENO_VERSION, requireDeno } from "../../pipeline/version.ts";
import { ProjectCopy } from "./project_copy.ts";

/** The options of each command, as the documentation names them. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  reproduce: [
    "profile",
    "study",
    "replications",
    "seeds",
    "confirm",
    "store",
    "json",
    "jobs",
    "keep-going",
    "time-limit",
    "memory-limit",
    "dry-run",
    "out",
    "executor",
    ...["slurm-workers", "slurm-partition", "slurm-account", "slurm-time", "slurm-memory"],
    ...["slurm-extra", "session", "silence"],
    "single-file",
    "against",
  ],
  work: [
    ...["profile", "study", "replications", "seeds", "confirm", "store", "json", "jobs"],
    ...["keep-going", "time-limit", "memory-limit", "minutes", "session", "silence", "check"],
  ],
  store: ["profile", "study", "replications", "seeds", "confirm", "store", "json"],
  status: ["profile", "study", "replications", "seeds", "confirm", "store", "json", "list"],
  explain: ["profile", "study", "replications", "seeds", "confirm", "store", "json"],
  graph: ["profile", "study", "replications", "seeds", "confirm", "store", "json"],
  verify: [
    ...["profile", "study", "replications", "seeds", "confirm", "store", "json", "jobs", "sample"],
    "crate",
    "time-limit",
    "memory-limit",
  ],
  publish: [
    ...["profile", "study", "replications", "seeds", "confirm", "store", "json", "jobs", "out"],
    "time-limit",
    "memory-limit",
  ],
  gc: ["store", "replications", "seeds", "json", "dry-run"],
  estimate: [
    "data",
    "losses",
    "covariates",
    "at",
    ...[
      "grid",
      "cluster",
      "weights",
      "missing",
      "adjust",
      "root",
      "folds-column",
      "learners",
      "out",
    ],
    "learner",
    "folds",
    "repetitions",
    "level",
    "joint",
    "seed",
    "json",
  ],
  compare: [
    ...["problem", "methods", "budget", "draws", "jobs", "store", "out"],
    ...["time-limit", "memory-limit", "json"],
  ],
};

/** A value that is right for each option. */
const VALUES: Readonly<Record<string, string>> = {
  profile: "smoke",
  study: "semiparametric",
  replications: "5",
  seeds: "2",
  store: "elsewhere",
  jobs: "1",
  out: "shown",
  sample: "1",
  crate: "archive.zip",
  "time-limit": "60",
  "memory-limit": "4",
  minutes: "5",
  check: "elsewhere",
  session: "job 7",
  silence: "60",
  executor: "slurm",
  "slurm-workers": "2",
  "slurm-partition": "main",
  "slurm-account": "mine",
  "slurm-time": "60",
  "slurm-memory": "8G",
  "slurm-extra": "--exclusive",
  data: "data.csv",
  losses: "losses.ts",
  problem: "problem.ts",
  methods: "soba",
  budget: "10",
  draws: "2",
  covariates: "a,b",
  at: "0.5,1",
  grid: "w1=0:1:2",
  cluster: "firm",
  weights: "g",
  missing: "drop",
  adjust: "holm",
  "folds-column": "fold",
  learners: "linear,series",
  learner: "series",
  folds: "5",
  repetitions: "3",
  level: "0.9",
  seed: "1",
};

/** A mistaken command line, what of it the sentence names, and the remedy it offers. */
const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ["reproduce --study semiparametrik", '"semiparametrik"', /the studies are semiparametric/],
  ["status --study=", "--study is empty", /give a value, or leave it out/],
  ["reproduce --jobs=", "--jobs is empty", /give a value, or leave it out/],
  ["reproduce --store", "--store is given no value", /give one/],
  ["work --check --minutes 1", "--check is given no value", /give one/],
  ["reproduce --dry-run=no", "--dry-run takes no value", /leave it out/],
  ["reproduce --profil smoke", '"--profil"', /did you mean --profile\? Its options are --profile,/],
  ["status --lits", '"--lits"', /did you mean --list\?/],
  ["reproduce -x", '"-x"', /its options are --profile,/],
  ["reproduce --no-json", '"--no-json"', /its options are --profile,/],
  ["reproduce smoke", '"smoke"', /write --profile smoke/],
  ["reproduce -- smoke", '"smoke"', /write --profile smoke/],
  ["reproduce iv_1_rsme", '"iv_1_rsme"', /did you mean semiparametric\/figure\/iv_1_rmse/],
  ["compare examples/ridge.ts", '"examples/ridge.ts"', /write --problem examples\/ridge\.ts/],
  ["estimate a.csv --losses b.ts", '"a.csv"', /write --data a\.csv/],
  ["gc --store nowhere", '"nowhere"', /there is no store/],
  ["gc smoke", '"smoke"', /its options are --store,/],
  ["status --jobs 2", '"--jobs"', /its options are --profile,/],
  ["gc --profile smoke", '"--profile"', /its options are --store,/],
  ["reproduce --sample 3", '"--sample"', /its options are --profile,/],
  ["reproduce --jobs two", '--jobs is "two"', /give a whole number, at least 1/],
  ["reproduce --jobs 0", '--jobs is "0"', /give a whole number, at least 1/],
  ["reproduce --jobs 1.5", '--jobs is "1.5"', /give a whole number, at least 1/],
  ["reproduce --jobs=-1", '--jobs is "-1"', /give a whole number, at least 1/],
  ["reproduce --jobs", "--jobs is given no value", /give one/],
  ["reproduce --replications 1e3", '--replications is "1e3"', /give a whole number/],
  ["reproduce --time-limit 0", '--time-limit is "0"', /give a whole number, at least 1/],
  ["reproduce --memory-limit 1.5", '--memory-limit is "1.5"', /give a whole number, at least 1/],
  ["verify --sample all", '--sample is "all"', /give a whole number/],
  ["reproduce --profile tiny", '--profile is "tiny"', /choose smoke, default, paper/],
  ["reproduce --executor cloud", '--executor is "cloud"', /choose local or slurm/],
  ["reproduce --slurm-time 60", "--slurm-time", /give that, too, or leave it out/],
  ["reproduce --executor slurm --slurm-memory lots", '"lots"', /like 8G/],
  ["reproduce --executor slurm --slurm-workers 0", '--slurm-workers is "0"', /from 1 to 9999/],
  ["reproduce --executor slurm --slurm-workers 1 --slurm-partition ", "is empty", /give a value/],
  ["reproduce --minutes 5", '"--minutes"', /its options are --profile,/],
  ["work --minutes soon", '--minutes is "soon"', /give a whole number/],
  ["work --out elsewhere", '"--out"', /its options are --profile,/],
  ["store", "nothing", /write "store push FOLDER"/],
  ["store fetch pushed", '"fetch"', /write "store push FOLDER"/],
  ["store pull", '"store pull"', /write "store pull FOLDER"/],
  ["store pull nowhere --profile smoke", "nowhere", /name what "store push" has written/],
  ["reproduce --store ", "--store is empty", /give a value, or leave it out/],
  ["reproduce --out ", "--out is empty", /give a value, or leave it out/],
  ["reproduce --jobs 1 --jobs 2", "--jobs is given 2 times (1 and 2)", /give it once/],
  ["gc --store a --store=a", "--store is given 2 times", /give it once/],
  ["reproduct", '"reproduct"', /did you mean reproduce\? The commands are reproduce, work,/],
  ["--profile smoke reproduce", '"--profile"', /write the command first and its options after it/],
  ["reproduce --jobs 1234567890", '--jobs is "1234567890"', /at least 1 and at most 999999999/],
  ["constructor", '"constructor"', /the commands are reproduce, work,/],
  ["help nosuch", '"nosuch"', /the commands are reproduce, work,/],
  ["explain", '"explain"', /status --list/],
  ["explain report/index nosuch", '"nosuch"', /status --list/],
];

Deno.test("a mistake gets one sentence with its remedy, exit code 2, and changes nothing", async (t) => {
  await using copy = await ProjectCopy.of();
  const answers = await copy.runAll(MISTAKES.map(([line]) => line.split(" ")));
  for (const [k, [line, named, remedy]] of MISTAKES.entries()) {
    await t.step(line, () => {
      const { code, stdout, stderr } = answers[k]!;
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, /^[^\n]+\.\n$/);
      assertStringIncludes(stderr, named);
      assertMatch(stderr, remedy);
    });
  }
  await t.step("with --json the object says so, too", async () => {
    const run = await copy.run("reproduce", "--json", "--jobs", "two");
    assertEquals(run.code, 2);
    const error = '--jobs is "two"; give a whole number, at least 1.';
    assertEquals(run.stderr, `${error}\n`);
    assertEquals(
      run.stdout,
      `{"command":"reproduce","ok":false,"error":${JSON.stringify(error)}}\n`,
    );
  });
  await t.step("no store and no view were made", async () => {
    assertEquals([await copy.has(".bigrad"), await copy.has("out")], [false, false]);
  });
  await t.step("a stage that is not there is answered with near names", async () => {
    const near = await copy.run("explain", "figure/iv_2_coverag/spec", "--profile", "smoke");
    assertEquals(near.code, 2);
    assertStringIncludes(near.stderr, "did you mean semiparametric/figure/iv_2_coverage/spec or ");
    const far = await copy.run("explain", "nosuch");
    assertEquals(far.code, 2);
    assertMatch(
      far.stderr,
      /^There is no stage "nosuch" in .*status --list --profile default".*\.\n$/,
    );
  });
});

/** Lines that a terminal of 80 columns would break. */
const tooLong = (text: string): string[] => text.split("\n").filter((line) => line.length > 80);

Deno.test("help lists every command, and every option that a command accepts", async (t) => {
  await using copy = await ProjectCopy.of();
  await t.step("the commands", async () => {
    for (const line of ["--help", "help", "-h", ""]) {
      const { code, stdout, stderr } = await copy.run(...line.split(" ").filter(Boolean));
      assertEquals([code, stderr], [0, ""]);
      const listed = [...stdout.matchAll(/^ {2}\.\/bigrad (\S+) +\S/gm)].map(([, name]) => name);
      assertEquals(listed, Object.keys(COMMANDS));
      assertEquals(tooLong(stdout), []);
    }
  });
  for (const [command, options] of Object.entries(COMMANDS)) {
    await t.step(command, async () => {
      const { code, stdout } = await copy.run(command, "--help");
      assertEquals(code, 0);
      const listed = [...stdout.matchAll(/^ {2}--(\S+)/gm)].map(([, name]) => name!);
      assertEquals(listed.sort(), [...options].sort());
      assertEquals(tooLong(stdout), []);
    });
  }
  await t.step("what is listed is accepted, and nothing else", async () => {
    const all = [...new Set(Object.values(COMMANDS).flat())];
    const cases = Object.keys(COMMANDS).flatMap((command) =>
      all.map((option) => ({ command, option }))
    );
    // What is given twice is refused as such, before anything else is looked at.
    const answers = await copy.runAll(cases.map(({ command, option }) => {
      const given = [`--${option}`, ...VALUES[option] === undefined ? [] : [VALUES[option]]];
      return [command, ...given, ...given, "no-such-stage"];
    }));
    const found = answers.map(({ code, stderr }, i) => {
      const { command, option } = cases[i]!;
      const refused = stderr.startsWith(`"--${option}" is not an option of "${command}"; `);
      return [command, option, code, refused];
    });
    assertEquals(
      found,
      cases.map(({ command, option }) => [
        command,
        option,
        2,
        !COMMANDS[command]!.includes(option),
      ]),
    );
  });
});

Deno.test("another Deno is refused in a sentence that names both versions and the remedy", () => {
  requireDeno(DENO_VERSION);
  requireDeno();
  for (const version of ["2.9.5", "2.9.60", "3.0.0"]) {
    const { message } = assertThrows(() => requireDeno(version), UsageError, version);
    assertStringIncludes(message, DENO_VERSION);
    assertMatch(message, /\.\/bigrad reproduce.*npx deno@/);
  }
});
