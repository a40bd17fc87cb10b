/**
 * Runs the tests and ends with one plain line, `57 passed, 0 failed, 1 skipped`.
 *
 *     deno run -A tests/tools/run_tests.ts [--slow] [path]... [--option=value of deno test]...
 *
 * Without `--slow` it runs the files named `*_test.ts`, with it those named `*_slow_test.ts`. Paths
 * may be files or folders, by default `tests`. Each file is a process of its own, as many at once as
 * DENO_JOBS says, 2 unless given, those that take long first; what a file says is shown where it fails. Types are not checked
 * here: `./bigrad ok` does so for the whole tree at once. The exit code is 1 on a failure, and where
 * no test ran.
 *
 * @module
 */
import { countTests, longestFirst, type TestCounts, testFiles, verdict } from "./test_files.ts";
import { TestProgress } from "./test_progress.ts";

const AT_ONCE = 2;

/** Runs `deno test` over one file, in a folder that it shares with others, and reads its JUnit report. */
async function runFile(
  file: string,
  options: string[],
  shared: string,
): Promise<{ counts: TestCounts; said: string }> {
  const directory = await Deno.makeTempDir({ prefix: "bigrad-tests-" });
  const junit = `${directory}/junit.xml`;
  try {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-prompt", "--no-check", `--junit-path=${junit}`, ...options, file],
      env: { TZ: "UTC", BIGRAD_TESTS_SHARED: shared },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn().output();
    const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
    return { counts: countTests(await Deno.readTextFile(junit).catch(() => ""), success), said };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Runs the files, some at once, and tells what goes on. */
async function runFiles(
  files: string[],
  options: string[],
  atOnce: number,
  progress: TestProgress,
): Promise<TestCounts> {
  const total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  const waiting = longestFirst(files);
  const shared = await Deno.makeTempDir({ prefix: "bigrad-tests-shared-" });
  try {
    await Promise.all(Array.from({ length: atOnce }, async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        progress.started(file);
        const { counts, said } = await runFile(file, options, shared);
        for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
        progress.ended(file, counts, said);
      }
    }));
  } finally {
    await Deno.remove(shared, { recursive: true });
  }
  progress.end();
  return total;
}

if (import.meta.main) {
  const slow = Deno.args.includes("--slow");
  const options = Deno.args.filter((arg) => arg.startsWith("-") && arg !== "--slow");
  const paths = Deno.args.filter((arg) => !arg.startsWith("-"));
  for (const path of paths) {
    if (await Deno.stat(path).catch(() => undefined)) continue;
    console.error(`There is no file or folder "${path}"; name one of tests, as tests/pipeline.`);
    Deno.exit(2);
  }
  const files = await testFiles(paths.length > 0 ? paths : ["tests"], slow);
  const encoder = new TextEncoder();
  const progress = new TestProgress(files.length, {
    terminal: Deno.stdout.isTerminal() && !Deno.env.get("CI"),
    columns: () => Deno.consoleSize().columns || 80,
    write: (text) => void Deno.stdout.writeSync(encoder.encode(text)),
    now: () => performance.now(),
  });
  const timer = setInterval(() => progress.tick(), 1000);
  const atOnce = Number(Deno.env.get("DENO_JOBS") ?? AT_ONCE);
  const counts = await runFiles(files, options, atOnce, progress);
  clearInterval(timer);
  const { line, ok } = verdict(counts);
  console.log(line);
  Deno.exitCode = ok ? 0 : 1;
}
