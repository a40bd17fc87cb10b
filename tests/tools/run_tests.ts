/**
 * Runs the tests and ends with one plain line, `57 passed, 0 failed, 1 skipped`.
 *
 *     deno run -A tests/tools/run_tests.ts [--slow] [path]... [--option=value of deno test]...
 *
 * Without `--slow` it runs the files named `*_test.ts`, with it those named `*_slow_test.ts`. Paths
 * may be files or folders, by default `tests`. Types are not checked here: `./bigrad ok` does so
 * for the whole tree at once. The exit code is 1 on a failure, and where no test ran.
 *
 * @module
 */
import { countTests, type TestCounts, testFiles, verdict } from "./test_files.ts";

const TWO_WORKERS = "2";

/** Runs `deno test` over the files and reads its JUnit report; its output streams through. */
async function runDenoTest(files: string[], options: string[]): Promise<TestCounts> {
  const directory = await Deno.makeTempDir({ prefix: "bigrad-tests-" });
  const junit = `${directory}/junit.xml`;
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "-A",
        "--no-check",
        "--parallel",
        `--junit-path=${junit}`,
        ...options,
        ...files,
      ],
      env: { DENO_JOBS: Deno.env.get("DENO_JOBS") ?? TWO_WORKERS, TZ: "UTC" },
      stdin: "null",
    }).spawn().status;
    return countTests(await Deno.readTextFile(junit).catch(() => ""), success);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

if (import.meta.main) {
  const slow = Deno.args.includes("--slow");
  const options = Deno.args.filter((arg) => arg.startsWith("-") && arg !== "--slow");
  const paths = Deno.args.filter((arg) => !arg.startsWith("-"));
  const files = await testFiles(paths.length > 0 ? paths : ["tests"], slow);
  const counts = files.length > 0
    ? await runDenoTest(files, options)
    : { passed: 0, failed: 0, skipped: 0 };
  const { line, ok } = verdict(counts);
  console.log(line);
  Deno.exitCode = ok ? 0 : 1;
}
