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
