import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DENO_VERSION } from "../../pipeline/version.ts";
import { ROOT } from "../tools/project_files.ts";
import { finish, type Finished, PLAIN, ProjectCopy } from "./project_copy.ts";

/** What the launcher needs of the system. */
const UTILITIES = ["sh", "cat", "cksum", "dirname", "mkdir", "mv", "readlink", "rm"];
const TOOL = `.tools/${DENO_VERSION}/node_modules/.bin/deno`;

/** What a process wrote to its standard output. */
async function outputOf(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, { args }).output();
  return new TextDecoder().decode(stdout).trim();
}

const { denoDir } = JSON.parse(await outputOf(Deno.execPath(), "info", "--json"));

/** A copy that has its packages, and a folder `path` with the utilities and no Deno. */
async function copyWithoutDeno(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.of();
  await copy.makeReady();
  await Deno.mkdir(`${copy.root}/path`);
  for (const name of UTILITIES) {
    await Deno.symlink(
      await outputOf("sh", "-c", `command -v ${name}`),
      `${copy.root}/path/${name}`,
    );
  }
  return copy;
}

/** Puts a program of a few lines on the PATH of a copy. */
async function onPath(copy: ProjectCopy, name: string, ...lines: string[]): Promise<void> {
  const text = ["#!/bin/sh", ...lines, ""].join("\n");
  await Deno.writeTextFile(`${copy.root}/path/${name}`, text);
  await Deno.chmod(`${copy.root}/path/${name}`, 0o755);
}

async function launch(
  copy: ProjectCopy,
  args: string[],
  at: { readonly folder?: string; readonly file?: string; readonly env?: object } = {},
): Promise<Finished> {
  return await finish(
    new Deno.Command(at.file ?? `${copy.root}/bigrad`, {
      args,
      cwd: at.folder ?? copy.root,
      env: { ...PLAIN, PATH: `${copy.root}/path`, DENO_DIR: denoDir, ...at.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

Deno.test("the launcher finds the pinned Deno, or brings it", async (t) => {
  await using copy = await copyWithoutDeno();
  const install = (deno: string): string[] => [
    'while [ "$1" != --prefix ]; do shift; done',
    `mkdir -p "$2/node_modules/.bin" && ${deno} "$2/node_modules/.bin/deno"`,
  ];

  await t.step("without Deno and npm it says what to install", async () => {
    const { code, stdout, stderr } = await launch(copy, ["--help"]);
    assertEquals([code, stdout], [1, ""]);
    assertEquals(stderr, `Install Node and npm, or put Deno ${DENO_VERSION} on the PATH.\n`);
  });
  await t.step("what npm could not bring is tried again, and leaves nothing", async () => {
    await onPath(copy, "npm", 'echo "no network" >&2', "exit 7");
    for (let i = 0; i < 2; i++) {
      const { code, stderr } = await launch(copy, ["--help"]);
      assertEquals(code, 1);
      assertEquals(stderr.split("\n").slice(0, 2), [`Fetching Deno ${DENO_VERSION}`, "no network"]);
      assertMatch(stderr, /could not be fetched, for what npm says above; mend that and try again/);
    }
    assertEquals(await copy.has(".tools"), false);
  });
  await t.step("an interrupt of npm leaves nothing", async () => {
    for (const [signal, code] of [["TERM", 1], ["INT", 130]] as const) {
      await onPath(
        copy,
        "npm",
        'while [ "$1" != --prefix ]; do shift; done',
        `mkdir -p "$2" && kill -${signal} $PPID`,
      );
      assertEquals((await launch(copy, ["--help"])).code, code);
      assertEquals([...Deno.readDirSync(`${copy.root}/.tools`)], []);
    }
  });
  await t.step("npm brings it once, though another version is on the PATH", async () => {
    await onPath(copy, "deno", 'echo "deno 2.9.60 (stable)"');
    await Deno.symlink("/bin/ln", `${copy.root}/path/ln`);
    await onPath(copy, "npm", ...install(`ln -s "${Deno.execPath()}"`));
    const first = await launch(copy, ["--help"]);
    assertEquals([first.code, first.stderr], [0, `Fetching Deno ${DENO_VERSION}\n`]);
    assertEquals(await Deno.realPath(`${copy.root}/${TOOL}`), await Deno.realPath(Deno.execPath()));
    assertEquals([...Deno.readDirSync(`${copy.root}/.tools`)].length, 1);
    // what has no help of its own does not start to work
    for (const command of ["ok", "test", "setup"]) {
      const { code, stdout } = await launch(copy, [command, "--help"]);
      assertEquals(code, 0);
      assertStringIncludes(stdout, "bigrad reproduce");
    }
    const second = await launch(copy, ["--help"]);
    assertEquals([second.code, second.stderr, second.stdout], [0, "", first.stdout]);
  });
  await t.step("the one on the PATH is taken where its version is right", async () => {
    const says = `if [ "$1" = --version ]; then echo "deno ${DENO_VERSION} (stable)"; exit; fi`;
    await onPath(copy, "deno", says, 'echo "$DENO_NO_PROMPT $INIT_CWD $*"');
    const { stdout } = await launch(copy, ["status", "--json"], { folder: `${copy.root}/path` });
    assertStringIncludes(stdout, `1 ${copy.root}/path run --no-prompt --allow-read `);
    assertStringIncludes(stdout, ` --allow-write=${copy.root}/.bigrad,${copy.root}/out `);
    assertMatch(stdout, new RegExp(` ${copy.root}/pipeline/main.ts status --json\n$`));
    // Deno starts nothing with such a variable, unless it may start everything.
    assertStringIncludes(stdout, " --allow-run=");
    const modules = { LD_LIBRARY_PATH: "/usr/lib" };
    const loaded = (await launch(copy, ["status"], { env: modules })).stdout;
    assertStringIncludes(loaded, ` --allow-run ${copy.root}/pipeline/main.ts status`);
    const push = ["store", "push", "--profile", "smoke", "p q", "", "a,b", "--store", "s"];
    const may = `${copy.root}/.bigrad,${copy.root}/out,smoke,p q,s,s`;
    assertStringIncludes((await launch(copy, push)).stdout, ` --allow-write=${may} `);
    // What was lost of the packages is told, and brought back when that is asked for.
    await Deno.rename(`${copy.root}/node_modules`, `${copy.root}/kept`);
    await Deno.mkdir(`${copy.root}/node_modules/.deno`, { recursive: true });
    const lost = await launch(copy, ["status"]);
    assertEquals([lost.code, lost.stdout], [2, ""]);
    assertMatch(lost.stderr, /node_modules is not as deno\.lock has it \(esbuild\); run ".*"\.\n$/);
    assertStringIncludes((await launch(copy, ["setup"])).stderr, " install --quiet --frozen\n");
    await Deno.remove(`${copy.root}/node_modules`, { recursive: true });
    await Deno.rename(`${copy.root}/kept`, `${copy.root}/node_modules`);
    await Deno.mkdir(`${copy.root}/path/a,b`);
    await Deno.copyFile(`${copy.root}/path/deno`, `${copy.root}/path/a,b/deno`);
    const split = await launch(copy, ["status"], {
      env: { PATH: `${copy.root}/path/a,b:${copy.root}/path` },
    });
    assertEquals(split.code, 2);
    assertMatch(split.stderr, /^The folder \S+ or that of Deno has a comma in its path, .*\.\n$/);
    const task = await launch(copy, ["test", "a b"]);
    assertEquals(task.stdout, `1 ${copy.root} task --quiet test a b\n`);
    const none = await launch(copy, ["run"]);
    assertEquals([none.code, none.stdout], [2, ""]);
    assertMatch(none.stderr, /^"run" is told no file; write "\.\/bigrad run FILE", .*\.\n$/);
    const own = await launch(copy, ["run", "-A", "a b.ts"], { folder: `${copy.root}/path` });
    const config = `run --no-prompt --config ${copy.root}/deno.json`;
    assertEquals(own.stdout, `1 ${copy.root}/path ${config} -A a b.ts\n`);
    await Deno.remove(`${copy.root}/path/deno`);
  });
});

Deno.test("the launcher works from any folder, and paths are meant from there", async (t) => {
  await using copy = await copyWithoutDeno();
  await Deno.symlink(Deno.execPath(), `${copy.root}/path/deno`);
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-user-" }));
  // Of an outer task, which must not count
  const env = { INIT_CWD: ROOT };
  const small = ["--profile", "smoke", "--study", "unbiased-first-order", "--json"];
  try {
    await t.step("called through a link, with a store and a view of the user's", async () => {
      await Deno.symlink(`${copy.root}/bigrad`, `${folder}/bg`);
      const args = ["status", "--store", "my store", ...small];
      const { code, stdout, stderr } = await launch(copy, args, {
        folder,
        file: `${folder}/bg`,
        env,
      });
      assertEquals([code, stderr], [0, ""]);
      assertEquals(JSON.parse(stdout).stages.cached, 0);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
        "bg",
        "my store",
      ]);
    });
    await t.step("an empty path is said to be empty", async () => {
      const { code, stderr } = await launch(copy, ["status", "--store", ""], { folder, env });
      assertEquals([code, stderr], [2, "--store is empty; give a value, or leave it out.\n"]);
    });
    await t.step("without them, the project's", async () => {
      await launch(copy, ["status", ...small], { folder, env });
      assertEquals(await copy.has(".bigrad"), true);
    });
    await t.step("through a task of Deno, from a folder of the project", async () => {
      const { code } = await finish(
        new Deno.Command("env", {
          args: [
            ...["-u", "INIT_CWD", Deno.execPath(), "task", "--quiet", "status"],
            ...["--store", "task store", ...small],
          ],
          cwd: `${copy.root}/pipeline`,
          env: { ...PLAIN, DENO_NO_UPDATE_CHECK: "1" },
          stdin: "null",
          stdout: "piped",
          stderr: "piped",
        }).spawn(),
      );
      assertEquals([code, await copy.has("pipeline/task store")], [0, true]);
    });
    await t.step("exit codes come through", async () => {
      assertEquals((await launch(copy, ["reproduce", "--jobs", "0"], { folder, env })).code, 2);
      assertEquals((await launch(copy, ["test", "no such folder"], { folder, env })).code, 1);
    });
    const impossible: [string[], RegExp][] = [
      [["--out", "file"], /^--out is "file", which is a file; name a folder\.\n$/],
      [["--store", "file"], /^--store is "file", which is a file; name a folder\.\n$/],
      [["--out", "file/a/b"], /^--out is "file\/a\/b", but "file" is a file; name a folder\.\n$/],
      [
        ["--store", "a,b"],
        /^--store is "a,b", where nothing .*\(it has a comma in its path, .*\); /,
      ],
      [["--store", "file/a"], /^--store is "file\/a", but "file" is a file; name a folder\.\n$/],
      [["--out", ""], /^--out is empty; give a value, or leave it out\.\n$/],
      [["--store", "/proc/a"], /^--store is "\/proc\/a", where nothing can be written \(.*\); /],
      [["--out", "/proc/self"], /^--out is "\/proc\/self", where nothing can be written \(.*\); /],
    ];
    await Deno.writeTextFile(`${folder}/file`, "a thesis");
    for (const [args, sentence] of impossible) {
      await t.step(`${args.join(" ")}: one sentence, exit code 2`, async () => {
        const { code, stdout, stderr } = await launch(copy, ["reproduce", ...args], {
          folder,
          env,
        });
        assertEquals([code, stdout], [2, ""]);
        assertMatch(stderr, sentence);
      });
    }
    assertEquals(await Deno.readTextFile(`${folder}/file`), "a thesis");
    await t.step("results are shown as the user would write them", async () => {
      const args = ["reproduce", "meta_passes", "--out", "shown", ...small.slice(0, -1)];
      const { code, stdout, stderr } = await launch(copy, args, { folder, env });
      if (code !== 0) throw new Error(stderr.slice(-1500));
      assertStringIncludes(stdout, "Report: shown/report/index.html  Data: shown/results.duckdb\n");
      await Deno.stat(`${folder}/shown/report/index.html`);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
