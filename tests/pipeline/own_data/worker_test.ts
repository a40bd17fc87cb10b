import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { ROOT } from "../../tools/project_files.ts";
import { finish, oneObject } from "../project_copy.ts";
import { cleaningColumns, cleaningLosses } from "./cleaning.ts";
import { type Answer, ask, OwnFiles, run, start } from "./support.ts";

/** Losses, which need not be rewritten, with a statement before them and one in the outer loss. */
function losses(before: string, inside = ""): string {
  return `${before};
export const losses = { covariates: ["X"], columns: ["D", "B"], at: [1],
  inner: (w, v, { D }) =>
    ({ value: (v - D * w[0]) ** 2 / 2, v: v - D * w[0], vv: 1, vw: [-D] }),
  outer: (w, v, { B }) => { ${inside}; return { value: (v - B) ** 2 / 2, v: v - B, vv: 1 }; } };`;
}

Deno.test("losses that leave, wait, throw or ask for more get one sentence and exit code 2", async (t) => {
  await using files = await OwnFiles.make();
  await files.csv("data.csv", cleaningColumns(60, "worker"));
  const process = 'import process from "node:process"';
  const cases: [string, string, RegExp][] = [
    ["exit above", losses("Deno.exit(0)"), /cannot be loaded: it calls Deno\.exit, which would/],
    ["exit of Node above", losses(`${process}; process.exit(0)`), /it calls process\.exit/],
    ["close above", losses("self.close()"), /it calls close/],
    ["kill above", losses("Deno.kill(Deno.pid)"), /it calls Deno\.kill/],
    ["exit inside", losses("", "Deno.exit(0)"), /"outer" of .* throws at w = .*calls Deno\.exit/],
    ["exit of Node inside", losses(process, "process.exit(0)"), /"outer" .*calls process\.exit/],
    ["waits above", losses("await new Promise(() => {})"), /not loaded after 10 s/],
    [
      "blocks above",
      losses("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
      /not loaded after 10 s/,
    ],
    ["loops inside", losses("", "for (;;);"), /"outer" of .* has not returned for 10 s/],
    [
      "exit inside a pair",
      `export const losses = { covariates: ["X"], columns: ["D"], at: [1],
        pair: { name: "p", p: 1, zDimension: 1, fill() { Deno.exit(0); } } };`,
      /"pair" of .*calls Deno\.exit/,
    ],
    ["a promise", losses('Promise.reject(new Error("no"))'), /throws outside its losses: no\./],
    [
      "a timer",
      losses(
        'setTimeout(() => { throw new Error("late") }); await new Promise((r) => setTimeout(r, 200))',
      ),
      /throws outside its losses: late\./,
    ],
    ["the environment", losses('Deno.env.get("HOME")'), /Requires env access .*not given/],
    [
      "a write",
      losses('Deno.writeTextFileSync("written", "")'),
      /Requires write access .*not given/,
    ],
    ["a program", losses('new Deno.Command("ls").outputSync()'), /Requires run access .*not given/],
    [
      "the network",
      losses('await fetch("http://example.org")'),
      /Requires net access .*not given/,
    ],
    ["endless recursion", losses("", "(function f() { return f() + 1; })()"), /call stack size/],
  ];
  // those that wait do so at once
  await Promise.all(cases.map(async ([name, text, sentence], k) => {
    await files.write(`${k}.ts`, text);
    const answer = await run(files.root, ["--data", "data.csv", "--losses", `${k}.ts`, "--json"]);
    await t.step({
      name,
      sanitizeOps: false,
      sanitizeResources: false,
      sanitizeExit: false,
      fn: () => {
        const { code, stderr, value } = oneObject<{ ok: boolean; error: string }>(answer);
        assertEquals([code, value.ok, `${value.error}\n`], [2, false, stderr]);
        assertMatch(value.error, /^[^\n]+\.$/);
        assertMatch(value.error, sentence);
        assertStringIncludes(value.error, `"${k}.ts"`);
      },
    });
  }));
  await t.step("nothing was written", async () => {
    for await (const { name } of Deno.readDir(files.root)) assert(name !== "written");
  });
  await t.step("a folder and a pipe", async () => {
    await Deno.mkdir(`${files.root}/folder.ts`);
    await new Deno.Command("mkfifo", { args: [`${files.root}/pipe.ts`] }).output();
    for (const [file, what] of [["folder.ts", "a folder"], ["pipe.ts", "a pipe"]]) {
      const { code, stderr } = await run(files.root, ["--data", "data.csv", "--losses", file!]);
      assertEquals([code, stderr], [2, `"${file}" is ${what}; give --losses a TypeScript file.\n`]);
    }
  });
  await t.step("a syntax error in a file that is imported names that file", async () => {
    await files.write("imported.ts", "export const a = 1;\nexport const b = 2 3;\n");
    await files.write("imports.ts", losses('import "./imported.ts"'));
    const { code, stderr } = await run(files.root, [
      "--data",
      "data.csv",
      "--losses",
      "imports.ts",
    ]);
    assertEquals(code, 2);
    assertMatch(
      stderr,
      /^"imports\.ts" cannot be loaded: ".*imported\.ts" has a syntax error in line 2: /,
    );
  });
});

Deno.test("what losses print goes to standard error, and a flood ends", async () => {
  await using files = await OwnFiles.make();
  await files.csv("data.csv", cleaningColumns(60, "worker"));
  await files.write("imported.json", '{"factor": 1}');
  await files.write(
    "flood.ts",
    losses(
      `import process from "node:process"; import json from "./imported.json" with { type: "json" };
      console.log("begins", json, Deno.readTextFileSync(new URL("./imported.json", import.meta.url)));
      Deno.stdout.writeSync(new TextEncoder().encode("written\\n")); process.stdout.write("as well\\n")`,
      'console.log("x".repeat(100_000)); console.error(v)',
    ),
  );
  const finished = await run(files.root, ["--data", "data.csv", "--losses", "flood.ts", "--json"]);
  const { code, stderr, value } = oneObject<Answer>(finished);
  assertEquals([code, value.ok], [0, true]);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.slice(0, 3), [
    'flood.ts: begins { factor: 1 } {"factor": 1}',
    "flood.ts: written",
    "flood.ts: as well",
  ]);
  assertEquals(lines.filter((line) => line.startsWith("flood.ts: ")).length, 101);
  assertStringIncludes(stderr, "flood.ts: … (no more of this is shown)");
  assertLess(stderr.length, 60_000);
});

Deno.test("the worker gives the numbers of this thread", async () => {
  await using files = await OwnFiles.make();
  const data = await files.csv("data.csv", cleaningColumns(120, "worker"));
  const path = await files.write("cleaning.ts", await cleaningLosses());
  const args = ["--data", data, "--losses", path, "--joint", "--json"];
  const { value } = oneObject<Answer>(await run(files.root, args));
  assertEquals(value, JSON.parse(JSON.stringify((await ask(...args)).answer)));
});

Deno.test("an interrupt ends it with exit code 130 and without a stack", async () => {
  await using files = await OwnFiles.make();
  await files.csv("data.csv", cleaningColumns(60, "worker"));
  await files.write("slow.ts", losses("", 'console.log("inside"); for (;;);'));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const process = start(files.root, ["--data", "data.csv", "--losses", "slow.ts", "--json"]);
    const [seen, rest] = process.stderr.tee();
    const reader = seen.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes("inside");) text += (await reader.read()).value;
    process.kill(signal);
    const [stdout, stderr, { code }] = await Promise.all([
      new Response(process.stdout).text(),
      new Response(rest).text(),
      process.status,
    ]);
    await reader.cancel();
    assertEquals(
      [code, stderr, JSON.parse(stdout)],
      [130, "slow.ts: inside\nInterrupted.\n", {
        command: "estimate",
        ok: false,
        error: "Interrupted.",
      }],
    );
  }
});

Deno.test("on a terminal a line on standard error says how far it is, and is gone at the end", async () => {
  await using files = await OwnFiles.make();
  await files.csv("data.csv", cleaningColumns(60, "worker"));
  await files.write("cleaning.ts", await cleaningLosses());
  const line = `'${Deno.execPath()}' run -A --no-prompt '${ROOT}pipeline/main.ts' estimate ` +
    `--data data.csv --losses cleaning.ts --repetitions 3`;
  const onTerminal = (env: Record<string, string>) =>
    finish(
      new Deno.Command("script", {
        args: ["-qec", line, "/dev/null"],
        cwd: files.root,
        env: { NO_COLOR: "1", CI: "", INIT_CWD: files.root, ...env },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  const { code, stdout } = await onTerminal({});
  assertEquals(code, 0);
  const drawn = stdout.split("\r\x1b[K");
  const progress = /^(\d+ %|\d+ of \d+) · \d+(\.\d)? s elapsed/;
  assert(drawn.slice(1, -1).every((line) => progress.test(line)) && drawn.length > 2, stdout);
  assertStringIncludes(drawn.at(-1)!, "Gradient of the outer objective");
  assert(!stdout.includes("Allow?"));
  const inCI = await onTerminal({ CI: "1" });
  assertEquals([inCI.code, inCI.stdout.includes("\x1b")], [0, false]);
});
