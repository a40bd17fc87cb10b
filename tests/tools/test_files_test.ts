import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { ROOT } from "./project_files.ts";
import { countTests, LONG, longestFirst, testFiles, verdict } from "./test_files.ts";

async function inFolder(
  files: Record<string, string>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("testFiles tells slow tests from quick ones", async () => {
  const files = { "b_test.ts": "", "a/c_test.ts": "", "a/d_slow_test.ts": "", "helper.ts": "" };
  await inFolder(files, async (folder) => {
    const named = (slow: boolean): Promise<string[]> => testFiles([folder], slow);
    assertEquals(await named(false), [`${folder}/a/c_test.ts`, `${folder}/b_test.ts`]);
    assertEquals(await named(true), [`${folder}/a/d_slow_test.ts`]);
    assertEquals(await testFiles([`${folder}/helper.ts`], false), [`${folder}/helper.ts`]);
    await assertRejects(() => testFiles([`${folder}/none`], false), Deno.errors.NotFound);
  });
});

Deno.test("a run of tests that are not there says so in a sentence", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `${ROOT}tests/tools/run_tests.ts`, "nofile"],
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(said.split("\n")[0]!.split(";")[0], 'There is no file or folder "nofile"');
  assertEquals(code, 2);
});

Deno.test("files that take long come first, and are there", async () => {
  const [first, second] = LONG as [string, string];
  const given = ["tests/a_test.ts", `/at/${second}`, `x${first}`, first, "tests/b_test.ts"];
  assertEquals(longestFirst(given), [first, given[1], given[0], given[2], given[4]]);
  for (const file of LONG) assert((await Deno.stat(`${ROOT}${file}`)).isFile, file);
});

Deno.test("countTests adds up the files of a report", () => {
  const report = `<testsuites name="deno test" tests="9" failures="2" errors="0" time="1">
    <testsuite name="a" tests="5" disabled="1" errors="0" failures="2">
      <testcase name="&lt;testsuite tests=&quot;9&quot;&gt;"></testcase></testsuite>
    <testsuite name="b" tests="4" disabled="0" errors="0" failures="0"></testsuite></testsuites>`;
  assertEquals(countTests(report, false), { passed: 6, failed: 2, skipped: 1 });
});

Deno.test("countTests counts a failure that the report does not know", () => {
  const report = `<testsuites tests="1"><testsuite name="a" tests="1" disabled="0" errors="0"
    failures="0"></testsuite></testsuites>`;
  assertEquals(countTests(report, true), { passed: 1, failed: 0, skipped: 0 });
  assertEquals(countTests(report, false), { passed: 1, failed: 1, skipped: 0 });
  assertEquals(countTests("", false), { passed: 0, failed: 1, skipped: 0 });
});

Deno.test("verdict refuses a failure and an empty run", () => {
  assertEquals(verdict({ passed: 2, failed: 0, skipped: 0 }), {
    line: "2 passed, 0 failed",
    ok: true,
  });
  assertEquals(verdict({ passed: 2, failed: 0, skipped: 1 }).line, "2 passed, 0 failed, 1 skipped");
  assertFalse(verdict({ passed: 2, failed: 1, skipped: 0 }).ok);
  assertFalse(verdict({ passed: 0, failed: 0, skipped: 3 }).ok);
});

Deno.test("run_tests ends with the counts and a fitting exit code", async () => {
  const good = 'Deno.test("a", async (t) => { await t.step("b", () => {}); });';
  const bad = 'Deno.test("c", () => { throw new Error("no"); });';
  const broken = 'throw new Error("cannot be loaded");';
  const files = {
    "good_test.ts": good,
    "bad_test.ts": bad,
    "broken_test.ts": broken,
    "none/x.ts": "",
  };
  await inFolder(files, async (folder) => {
    const run = async (...paths: string[]): Promise<[string | undefined, number]> => {
      const { stdout, code } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          `${ROOT}tests/tools/run_tests.ts`,
          ...paths.map((p) => `${folder}/${p}`),
        ],
        stderr: "null",
      }).output();
      return [new TextDecoder().decode(stdout).trim().split("\n").at(-1), code];
    };
    assertEquals(await run("good_test.ts"), ["2 passed, 0 failed", 0]);
    assertEquals(await run("good_test.ts", "bad_test.ts"), ["2 passed, 1 failed", 1]);
    assertEquals(await run("good_test.ts", "broken_test.ts"), ["2 passed, 1 failed", 1]);
    assertEquals(await run("none"), ["0 passed, 0 failed", 1]);
    assert((await run("--slow", "good_test.ts"))[1] !== 0);
  });
});
