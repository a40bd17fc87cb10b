import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import type { ActionRecord } from "../../pipeline/engine/stage.ts";
import {
  finish,
  type Finished,
  PLAIN,
  ProjectCopy,
  recordsIn,
  recordsOf,
  type ReproduceResult,
} from "./project_copy.ts";
import { warm } from "./warm_store.ts";

const STUDY = ["--profile", "smoke", "--study", "unbiased-first-order"];
const FORM = "reports/charts/forms/moment_checks.ts";

Deno.test("a figure that gives no specification, or an impossible one, fails alone, and the page is made", async () => {
  await using copy = await ProjectCopy.of();
  await warm(copy, "*meta_*", ...STUDY.slice(2));
  const broken: readonly [string, string, string][] = [
    ["spec: () => null", "spec", 'The figure "meta_moments" has the specification null'],
    [
      'spec: () => ({ mark: "no such mark" })',
      "drawing",
      'The figure "meta_moments" cannot be drawn',
    ],
  ];
  const form = await copy.read(FORM);
  for (const [spec, stage, message] of broken) {
    const text = form.replace("export function momentChecks", "function intact") +
      `\nexport const momentChecks = (options: never) => ({ ...intact(options), ${spec} });\n`;
    await Deno.writeTextFile(join(copy.root, FORM), text);
    const { code, stdout } = await finish(
      copy.start(["reproduce", "*meta_*", ...STUDY, "--keep-going", "--json"]),
    );
    const { failed } = JSON.parse(stdout) as ReproduceResult;
    assertEquals([code, failed.length], [1, 1]);
    assertEquals(failed[0]!.name, `unbiased-first-order/figure/meta_moments/${stage}`);
    assertStringIncludes(failed[0]!.message, message);
    assertStringIncludes(await copy.read("out/report/unbiased-first-order.html"), "meta_passes");
    assert(!await copy.has("out/report/figures/meta_moments.svg"));
    assert(await copy.has("out/report/figures/meta_passes.svg"));
  }
});

Deno.test("a blob of the view that is damaged while the run goes on is made again by it", async () => {
  await using copy = await ProjectCopy.of();
  const store = `${copy.root}/.bigrad`;
  let told = "";
  // On a busy machine the run may be over before the damage is done: then once more.
  for (let tries = 0; tries < 5 && !told.includes("did not match its name"); tries++) {
    if (tries > 0) await Deno.remove(store, { recursive: true });
    const process = copy.start(["reproduce", "meta_passes", ...STUDY, "--json"]);
    const damaged = await outputOf(store, "/memory-and-time/slopes", process);
    await Deno.chmod(damaged, 0o644);
    await Deno.truncate(damaged, 10);
    const { code, stdout, stderr } = await finish(process);
    const { ok } = JSON.parse(stdout) as ReproduceResult;
    assertEquals([code, ok], [0, true], stdout + stderr);
    told = stderr;
    if (told !== "") assert((await Deno.stat(damaged)).size > 10);
  }
  assertStringIncludes(told, "did not match its name");
});

/** Where the table of the stage is whose name has this end, once it is recorded. */
async function outputOf(store: string, end: string, process: Deno.ChildProcess): Promise<string> {
  for (let count = 1;; count++) {
    await recordsIn(store, count, process);
    for await (const path of recordsOf(store)) {
      const { name, outputs } = JSON.parse(await Deno.readTextFile(path)) as ActionRecord;
      const digest = outputs.table?.digest ?? "";
      if (name.endsWith(end)) return join(store, "cas", digest.slice(0, 2), digest);
    }
  }
}

Deno.test("a terminal that is closed ends a run in order, and leaves no lock", async () => {
  await using copy = await ProjectCopy.of();
  const process = copy.start(["reproduce", ...STUDY]);
  await recordsIn(`${copy.root}/.bigrad`, 5, process);
  process.kill("SIGHUP");
  assertEquals((await finish(process)).code, 130);
  assertEquals([...Deno.readDirSync(`${copy.root}/.bigrad/locks`)], []);
});

Deno.test("folders that cannot be are refused in a sentence", async () => {
  await using copy = await ProjectCopy.of();
  await Deno.symlink("nowhere", `${copy.root}/link`);
  for (const option of ["store", "out"]) {
    const { code, stderr } = await finish(copy.start(["reproduce", ...STUDY, `--${option}=link`]));
    assertEquals([code, stderr], [
      2,
      `--${option} is "link", a symbolic link to nothing; make the folder that it leads to, or name ` +
      "another.\n",
    ]);
  }
  await Deno.symlink("circle", `${copy.root}/circle`);
  const { code, stderr } = await finish(copy.start(["status", ...STUDY, "--store=circle"]));
  assertEquals(code, 2);
  assertMatch(stderr, /^--store is "circle", .* symbolic links .*; name another folder\.\n$/);
});

Deno.test("project, store and view may have any name, and the view may be behind a link", async () => {
  await using copy = await ProjectCopy.of(undefined, "a ?\n#%20é*['\",");
  await Deno.mkdir(`${copy.root}/a?b`);
  await Deno.symlink("a?b", `${copy.root}/link`);
  const places = ["--store", "st?re\n#%20 [é]*", "--out", "link"];
  const few = ["meta_passes", "first_order_misled", ...STUDY];
  const { code, stdout, stderr } = await finish(copy.start(["reproduce", ...few, ...places]));
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "Data: link/results.duckdb");
  assert(await copy.has("a?b/results.duckdb") && await copy.has("a?b/report/index.html"));
  const verified = await finish(
    copy.start(["verify", "--sample", "9", ...few, ...places.slice(0, 2)]),
  );
  assertEquals([verified.code, verified.stderr], [0, ""]);
});

/** Runs a command as somebody who does not own the files, if this user can. */
async function asSomebody(copy: ProjectCopy, args: readonly string[]): Promise<Finished> {
  const command = [Deno.execPath(), "run", "-A", "pipeline/main.ts", ...args];
  const other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const [program, ...rest] = Deno.uid() === 0 ? [...other, ...command] : command;
  return await finish(
    new Deno.Command(program!, {
      args: rest,
      cwd: copy.root,
      env: { ...PLAIN, HOME: copy.root },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

Deno.test({
  name: "a store that may only be read is good for a look, and what may not be read is named",
  ignore: Deno.uid() === null,
  fn: async () => {
    await using copy = await ProjectCopy.of();
    await warm(copy, ...STUDY.slice(2));
    assertEquals((await finish(copy.start(["reproduce", ...STUDY]))).code, 0);
    const permit = async (mode = "a+rX,a-w") => {
      const args = ["-R", mode, dirname(copy.root)];
      assert((await new Deno.Command("chmod", { args }).output()).success);
    };
    await using _ = { [Symbol.asyncDispose]: () => permit("u+w") };
    await permit();
    const look = await asSomebody(copy, ["status", ...STUDY]);
    // Where the packages belong to somebody who shares nothing, nobody else can look.
    if (look.stderr.includes("Permission denied") && Deno.uid() === 0) return;
    assertEquals([look.code, look.stderr], [0, ""]);
    assertMatch(look.stdout, /(\d+) of \1 stages are up to date/);
    const run = await asSomebody(copy, ["reproduce", ...STUDY]);
    assertEquals(run.code, 2);
    assertMatch(
      run.stderr,
      /^--store is .*, where nothing can be written \(.*\); name another.*\n$/,
    );
    await permit("u+w");
    await Deno.remove(`${copy.root}/.bigrad/known-records.txt`);
    await permit();
    for await (const path of recordsOf(`${copy.root}/.bigrad`)) {
      const { name, outputs } = JSON.parse(await Deno.readTextFile(path)) as ActionRecord;
      if (!name.startsWith("unbiased-first-order/figure/")) continue;
      const { digest } = Object.values(outputs)[0]!;
      for (const file of [path, join(copy.root, ".bigrad/cas", digest.slice(0, 2), digest)]) {
        await Deno.chmod(file, 0);
        const { code, stdout } = await asSomebody(copy, ["status", ...STUDY]);
        assertEquals(code, 0);
        assertStringIncludes(
          stdout,
          `cannot run: ${file}, which is the store's, may not be read by this user; permit it, or ` +
            "remove the file.\n",
        );
        await permit();
      }
      break;
    }
  },
});

Deno.test("a full disk behind standard output is one sentence", async () => {
  await using copy = await ProjectCopy.of();
  for (const option of ["--list", "--json"]) {
    const line = `"$0" run -A pipeline/main.ts status --profile smoke ${option} >/dev/full`;
    const { code, stderr } = await finish(
      new Deno.Command("sh", {
        args: ["-c", line, Deno.execPath()],
        cwd: copy.root,
        env: PLAIN,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    assertEquals([code, stderr], [1, "bigrad stopped: No space left on device (os error 28)\n"]);
  }
});

Deno.test("a query that does not end fails alone within its limit, by name", async () => {
  await using copy = await ProjectCopy.of();
  await warm(copy, "*meta_*", ...STUDY.slice(2));
  const file = "reports/sql/meta_pass_points.sql";
  const endless = "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a % 3 + 1 FROM r) FROM r;\n";
  await Deno.writeTextFile(join(copy.root, file), endless);
  const { code, stdout } = await finish(copy.start([
    ...["reproduce", "*meta_*", ...STUDY, "--keep-going", "--json", "--time-limit", "8"],
  ]));
  const { failed, stages } = JSON.parse(stdout) as ReproduceResult;
  assertEquals([code, stages.pending], [1, 0]);
  assertEquals(failed.map(({ message }) => message), [
    "It did not end within its limit of 8 s; make it cheaper, split it, or give all stages longer " +
    "with --time-limit SECONDS.",
  ]);
  assert(await copy.has("out/report/figures/meta_moments.svg"));
});
