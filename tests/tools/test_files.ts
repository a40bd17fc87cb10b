/**
 * Which files hold tests, and what a run of them came to.
 *
 * @module
 */

/** How many tests came out how; a step of a test counts as one. */
export interface TestCounts {
  /** Those that ran and held. */
  passed: number;
  /** Those that ran and did not, and files that could not be loaded. */
  failed: number;
  /** Those that were not to run here. */
  skipped: number;
}

/**
 * The test files at or below the paths, sorted: those named `*_slow_test.ts` if `slow`, else the
 * other ones named `*_test.ts`.
 *
 * @throws {Deno.errors.NotFound} If a path does not exist.
 */
export async function testFiles(paths: string[], slow: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if ((await Deno.stat(path)).isDirectory) {
      for await (const entry of Deno.readDir(path)) {
        const inner = `${path}/${entry.name}`;
        if (entry.isDirectory) found.push(...await testFiles([inner], slow));
        else if (isTest(entry.name, slow)) found.push(inner);
      }
    } else {
      found.push(path);
    }
  }
  return found.sort();
}

function isTest(name: string, slow: boolean): boolean {
  return name.endsWith("_test.ts") && name.endsWith("_slow_test.ts") === slow;
}

/**
 * The files that take long, those that take longest first, so that none is left alone at the end.
 * The first hands a store to others (`tests/pipeline/warm_store.ts`), which come where it is ready.
 */
export const LONG: readonly string[] = [
  "tests/pipeline/reproduce_test.ts",
  "tests/pipeline/publish_test.ts",
  "tests/reports/charts/figures_test.ts",
  "tests/pipeline/own_data/worker_test.ts",
  "tests/pipeline/engine/faults_test.ts",
  "tests/pipeline/commands/work_test.ts",
  "tests/pipeline/same_bytes_test.ts",
  "tests/pipeline/commands_test.ts",
  "tests/pipeline/ends_test.ts",
  "tests/pipeline/failure_test.ts",
  "tests/pipeline/json_contract_test.ts",
  "tests/pipeline/strangers_test.ts",
  "tests/pipeline/terminal_test.ts",
  "tests/pipeline/targets_test.ts",
];

/** Those of the files that take long, in their order, and then the others. */
export function longestFirst(files: readonly string[]): string[] {
  const place = (file: string): number => {
    const at = LONG.findIndex((long) => `/${file}`.endsWith(`/${long}`));
    return at < 0 ? LONG.length : at;
  };
  return files.toSorted((a, b) => place(a) - place(b));
}

/**
 * Counts the cases of a JUnit report as `deno test` writes it. A file that cannot be loaded is not
 * in the report, so an unsuccessful run has at least one failure whatever the report says.
 */
export function countTests(junit: string, success: boolean): TestCounts {
  const total = (attribute: string): number =>
    [...junit.matchAll(/<testsuite [^>]*>/g)].reduce(
      (sum, [tag]) => sum + Number(new RegExp(` ${attribute}="(\\d+)"`).exec(tag)?.[1] ?? 0),
      0,
    );
  const reported = total("failures") + total("errors");
  const skipped = total("disabled");
  return {
    passed: total("tests") - reported - skipped,
    failed: success ? reported : Math.max(1, reported),
    skipped,
  };
}

/** The last line of a run, and whether it is a success: no failure, and at least one test passed. */
export function verdict({ passed, failed, skipped }: TestCounts): { line: string; ok: boolean } {
  const tail = skipped > 0 ? `, ${skipped} skipped` : "";
  return { line: `${passed} passed, ${failed} failed${tail}`, ok: failed === 0 && passed > 0 };
}
