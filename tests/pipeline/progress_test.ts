import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Outcome } from "../../pipeline/engine/resolve.ts";
import type { Stage } from "../../pipeline/engine/stage.ts";
import type { Expectations } from "../../pipeline/forecast.ts";
import { clock, Progress } from "../../pipeline/progress.ts";

/** An output that remembers, with a clock that is set by hand. */
class FakeOutput {
  text = "";
  milliseconds = 5000;

  constructor(readonly terminal: boolean, readonly width = 200) {}

  columns(): number {
    return this.width;
  }

  write(text: string): void {
    this.text += text;
  }

  now(): number {
    return this.milliseconds;
  }

  /** What was written since the last look. */
  take(): string {
    const text = this.text;
    this.text = "";
    return text;
  }
}

function stages(count: number, kind = "estimate"): Stage[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${kind}/${i}`,
    kind,
    code: { entry: "s.ts" },
    parameters: {},
    inputs: {},
    outputs: ["out"],
  }));
}

/** All stages are due, and nothing is known of earlier runs. */
function everything(all: readonly Stage[]): () => Expectations {
  return () => ({
    due: new Set(all.map(({ name }) => name)),
    seconds: new Map(),
    parents: new Map(),
  });
}

/** A stage runs so many seconds, by the clock. */
function run(progress: Progress, out: FakeOutput, stage: Stage, seconds: number): void {
  progress.started(stage);
  out.milliseconds += 1000 * seconds;
  progress.settled(stage, settled("ran", seconds));
}

function settled(status: "ran" | "cached", seconds: number): Outcome {
  return { status, record: { cost: { seconds } } } as unknown as Outcome;
}

Deno.test("off a terminal a line is written each tenth of the way, and nothing else", () => {
  for (const [count, expected] of [[10, 10], [40, 10], [37, 10], [4, 4]] as const) {
    const out = new FakeOutput(false);
    const all = stages(count);
    const progress = new Progress(all, 2, out, everything(all));
    for (const stage of all) {
      progress.started(stage);
      progress.settled(stage, settled("ran", 1));
    }
    progress.end();
    const lines = out.text.split("\n");
    assertEquals(lines.pop(), "");
    assertEquals(lines.length, expected, `${count} stages`);
    assertEquals(lines.at(-1), `${count} of ${count} stages, 0.0 s elapsed`);
    assert(!out.text.includes("\r") && !out.text.includes("\x1b"));
  }
});

Deno.test("a run that has nothing to do says nothing", () => {
  for (const terminal of [false, true]) {
    const out = new FakeOutput(terminal);
    const all = stages(30);
    const progress = new Progress(all, 2, out, everything(all));
    for (const stage of all) progress.settled(stage, settled("cached", 1));
    progress.end();
    assertEquals(out.text, "");
  }
});

Deno.test("bundling is said once, on a terminal until there is something else to say", () => {
  const [plain, terminal] = [new FakeOutput(false), new FakeOutput(true)];
  for (const out of [plain, terminal]) {
    const progress = new Progress(stages(3), 1, out, everything(stages(3)));
    progress.bundling();
    progress.bundling();
    progress.end();
  }
  assertEquals(plain.text, "Bundling the code of stages\n");
  assertEquals(terminal.text, "\r\x1b[KBundling the code of stages\r\x1b[K");
});

Deno.test("it is asked once what is expected, when the first stage starts", () => {
  const out = new FakeOutput(false);
  const all = stages(4);
  let asked = 0;
  const progress = new Progress(all, 1, out, () => {
    asked++;
    const seconds = new Map(all.map(({ name }) => [name, 5]));
    return { due: new Set(all.slice(1).map(({ name }) => name)), seconds, parents: new Map() };
  });
  progress.settled(all[0]!, settled("cached", 1));
  assertEquals(asked, 0);
  run(progress, out, all[1]!, 5);
  assertEquals(out.take(), "2 of 4 stages, 5.0 s elapsed, about 10 s left\n");
  progress.started(all[2]!);
  assertEquals(asked, 1);
});

Deno.test("where a kind is due that never ran, the time left is a lower bound", () => {
  const out = new FakeOutput(false);
  const known = stages(2, "known");
  const all = [...known, ...stages(2, "unknown")];
  const progress = new Progress(all, 1, out, everything(all));
  run(progress, out, all[0]!, 3);
  assertEquals(out.take(), "1 of 4 stages, 3.0 s elapsed, more than 3.0 s left\n");
});

Deno.test("on a terminal a bar is redrawn in place, at most ten times a second", () => {
  const out = new FakeOutput(true);
  const all = stages(4);
  const progress = new Progress(all, 1, out, everything(all));
  progress.started(all[0]!);
  assertEquals(
    out.take(),
    "\r\x1b[K" + "░".repeat(24) + " 0 of 4 stages · 0.0 s elapsed · estimate/0",
  );
  out.milliseconds += 50;
  progress.settled(all[0]!, settled("ran", 0.05));
  assertEquals(out.take(), "", "too soon");
  out.milliseconds += 50;
  progress.started(all[1]!);
  assertEquals(
    out.take(),
    "\r\x1b[K" + "█".repeat(6) + "░".repeat(18) +
      " 1 of 4 stages · 0.1 s elapsed, about 0.2 s left · estimate/1",
  );
  progress.end();
  assertEquals(out.take(), "\r\x1b[K");
  progress.end();
  assertEquals(out.take(), "", "what is gone need not be erased");
});

Deno.test("on a terminal times go on while a stage takes long, until the end", () => {
  let tick: (() => void) | undefined;
  const out = Object.assign(new FakeOutput(true), {
    everySecond: (act: () => void) => {
      tick = act;
      return () => tick = undefined;
    },
  });
  const all = stages(4);
  const progress = new Progress(all, 2, out, everything(all));
  run(progress, out, all[0]!, 1);
  progress.started(all[1]!);
  progress.started(all[2]!);
  out.take();
  out.milliseconds += 60_000;
  tick!();
  assertMatch(out.take(), /1 of 4 stages · 1 min 01 s elapsed, .* · estimate\/1$/);
  progress.settled(all[1]!, settled("ran", 60));
  out.milliseconds += 60_000;
  out.take();
  tick!();
  assertMatch(out.take(), / · estimate\/2$/);
  progress.end();
  assertEquals(tick, undefined);
});

Deno.test("the bar never wraps, nor where a terminal writes ^C behind it", () => {
  const out = new FakeOutput(true, 60);
  const all = stages(1, "x".repeat(100));
  new Progress(all, 1, out, everything(all)).started(all[0]!);
  assertEquals([...out.text.replace("\r\x1b[K", "")].length, 57);
});

Deno.test("in 80 columns the time that is left is read whole, beside a shorter bar", () => {
  const out = new FakeOutput(true, 80);
  const all = stages(1734);
  const progress = new Progress(all, 2, out, everything(all));
  run(progress, out, all[0]!, 25);
  out.take();
  run(progress, out, all[1]!, 25);
  assertMatch(
    out.take().replace("\r\x1b[K", ""),
    /^░{8,23} 2 of 1734 stages · 50 s elapsed, (about|more than) [^·]+ left( |$)/,
  );
});

Deno.test("in 40 columns the time that is left is read whole, without a bar", () => {
  const out = new FakeOutput(true, 40);
  const all = stages(1734);
  const progress = new Progress(all, 2, out, everything(all));
  run(progress, out, all[0]!, 25);
  out.take();
  run(progress, out, all[1]!, 25);
  const line = out.take().replace("\r\x1b[K", "");
  assertMatch(line, /^2 of 1734, (about|more than) [^·]+ left( |$)/);
  assert(line.length < 38, line);
});

Deno.test("a failure stays to be read, and the bar goes on below it", () => {
  for (const terminal of [false, true]) {
    const out = new FakeOutput(terminal);
    const all = stages(3);
    const progress = new Progress(all, 1, out, everything(all));
    progress.started(all[0]!);
    out.take();
    out.milliseconds += 1000;
    progress.settled(all[0]!, { status: "failed", message: "No convergence." });
    assertEquals(
      out.take(),
      (terminal ? "\r\x1b[K" : "") + "failed: estimate/0: No convergence.\n",
    );
    progress.settled(all[1]!, { status: "blocked", by: "estimate/0" });
    progress.started(all[2]!);
    assert(!terminal || out.take().includes("2 of 3 stages"));
  }
});

Deno.test("a stage that is run again is counted once", () => {
  const out = new FakeOutput(false);
  const all = stages(2);
  const progress = new Progress(all, 1, out, everything(all));
  progress.settled(all[0]!, settled("cached", 1));
  run(progress, out, all[0]!, 1);
  run(progress, out, all[1]!, 1);
  assertEquals(
    out.text,
    "1 of 2 stages, 1.0 s elapsed, about 1.0 s left\n" +
      "2 of 2 stages, 2.0 s elapsed\n",
  );
});

Deno.test("times read as people say them", () => {
  const cases: [number, string][] = [
    [0, "0.0 s"],
    [0.04, "0.0 s"],
    [4.24, "4.2 s"],
    [9.94, "9.9 s"],
    [10.4, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min 00 s"],
    [185, "3 min 05 s"],
    [3599.4, "59 min 59 s"],
    [3599.6, "1 h 00 min"],
    [7620, "2 h 07 min"],
    [100 * 3600, "100 h 00 min"],
  ];
  for (const [seconds, text] of cases) assertEquals(clock(seconds), text);
});
