import { assertEquals } from "@std/assert";
import { TestProgress } from "./test_progress.ts";

/** Follows a run of three files by a clock set by hand; takes what was said since the last look. */
function follow(
  terminal: boolean,
): { progress: TestProgress; wait: (seconds: number) => void; take: () => string } {
  let text = "";
  let milliseconds = 0;
  const out = {
    terminal,
    columns: () => 80,
    write: (part: string) => void (text += part),
    now: () => milliseconds,
  };
  return {
    progress: new TestProgress(3, out),
    wait: (seconds) => void (milliseconds += 1000 * seconds),
    take: () => {
      const said = text;
      text = "";
      return said;
    },
  };
}

const COUNTS = { passed: 4, failed: 0, skipped: 0 };

Deno.test("on a terminal one line changes, no wider than it", () => {
  const { progress, wait, take } = follow(true);
  progress.started("tests/a/b_test.ts");
  assertEquals(
    take(),
    "\r\x1b[K0 of 3 files, 0 passed, 0 failed, 0.0 s; running a/b_test.ts",
  );
  wait(2);
  progress.ended("tests/a/b_test.ts", COUNTS, "much");
  assertEquals(take(), "\r\x1b[K1 of 3 files, 4 passed, 0 failed, 2.0 s");
  progress.started(`tests/${"x".repeat(100)}_test.ts`);
  assertEquals(take().length, "\r\x1b[K".length + 79);
  progress.end();
  assertEquals(take(), "\r\x1b[K");
});

Deno.test("in a pipe there is a plain line now and then, though nothing ends", () => {
  const { progress, wait, take } = follow(false);
  progress.started("tests/a_test.ts");
  progress.tick();
  assertEquals(take(), "");
  wait(15);
  progress.tick();
  assertEquals(take(), "0 of 3 files, 0 passed, 0 failed, 15 s; running a_test.ts\n");
  wait(1);
  progress.ended("tests/a_test.ts", COUNTS, "much");
  progress.tick();
  assertEquals(take(), "");
  wait(14);
  progress.tick();
  assertEquals(take(), "1 of 3 files, 4 passed, 0 failed, 30 s\n");
  progress.end();
  assertEquals(take(), "");
});

Deno.test("what a file says that it skipped is shown", () => {
  const { progress, take } = follow(false);
  const said =
    "--- output ---\nSkipped, for want of a browser: a\nSkipped, too: b\na ... ignored\n";
  progress.ended("tests/a_test.ts", { ...COUNTS, skipped: 2 }, said);
  assertEquals(take(), "Skipped, for want of a browser: a\nSkipped, too: b\n");
});

Deno.test("what a failing file said is shown, whole and at once", () => {
  for (const terminal of [false, true]) {
    const { progress, take } = follow(terminal);
    progress.started("tests/a_test.ts");
    take();
    progress.ended("tests/a_test.ts", { ...COUNTS, failed: 1 }, "one\ntwo\n");
    const said = "one\ntwo\ntests/a_test.ts: 4 passed, 1 failed\n";
    assertEquals(
      take(),
      terminal ? `\r\x1b[K${said}\r\x1b[K1 of 3 files, 4 passed, 1 failed, 0.0 s` : said,
    );
  }
});
