import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { groupLimit, LIMITS, limitsWith } from "../../../pipeline/engine/limits.ts";
import { startedBy } from "../processes.ts";
import { Stages } from "./sandboxed.ts";

// Long enough for what is no endless stage on a busy machine.
const SHORT = { ...LIMITS, pureSeconds: 1.5, nativeSeconds: 1.5 };

Deno.test("a stage that does not end is ended, and the next one runs", async () => {
  await using stages = new Stages(1, SHORT);
  const sentence = "It did not end within its limit of 1.5 s; make it cheaper, split it, or give " +
    "all stages longer with --time-limit SECONDS.";
  for (
    const body of [
      "for (;;);",
      "/^(a+)+$/.test('a'.repeat(60) + 'b');",
      "await new Promise(() => {});",
    ]
  ) {
    assertEquals(await stages.refusal(body), sentence);
    assertEquals(await stages.text("return 1;"), "1");
  }
  const loading = await assertRejects(() => stages.run("for (;;);"), Error);
  assertEquals(loading.message, sentence);
});

Deno.test({
  name: "the time that a worker takes to start is not its stage's",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using stages = new Stages(1, SHORT);
    const text = stages.text("return 1;");
    let workers: number[] = [];
    for (; workers.length === 0; workers = startedBy(Deno.pid)) await pause(1);
    for (const worker of workers) Deno.kill(worker, "SIGSTOP");
    await pause(1000 * SHORT.pureSeconds + 300);
    for (const worker of workers) Deno.kill(worker, "SIGCONT");
    assertEquals(await text, "1");
  },
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

Deno.test("a native stage is told that its time is up, and ended if it does not listen", async () => {
  await using stages = new Stages(1, SHORT);
  const native = { native: {} };
  const listens = `await new Promise((_, reject) => {
    native.timeUp.addEventListener("abort", () => reject(new Error("heard")));
  });`;
  for (const body of [listens, "for (;;);"]) {
    const { message } = await assertRejects(() => stages.text(body, native), Error);
    assertStringIncludes(message, "within its limit of 1.5 s");
    assertEquals(await stages.text("return 1;", native), "1");
  }
});

Deno.test("the time that is asked for is that of all stages", () => {
  const { pureSeconds, nativeSeconds, outputBytes } = limitsWith({ timeLimit: 7 });
  assertEquals([pureSeconds, nativeSeconds, outputBytes], [7, 7, LIMITS.outputBytes]);
  assertEquals(limitsWith({}), LIMITS);
});

Deno.test("outputs have a size that all of them together may not exceed", async () => {
  await using stages = new Stages(1, { ...LIMITS, outputBytes: 1000 });
  const module = (size: number) =>
    `export const run = () => ({ a: new Uint8Array(600), b: new Uint8Array(${size}) });`;
  assertEquals((await stages.run(module(400))).outputs.b!.length, 400);
  const { message } = await assertRejects(() => stages.run(module(401)), Error);
  assertEquals(
    message,
    'Its outputs hold 1001 bytes with "b", and a stage may make 1000; keep less of it, or split it ' +
      "into several stages.",
  );
});

/** What a program with a stage writes on its standard output and error. */
async function said(body: string, native: boolean): Promise<[string, string]> {
  const program = `
    import { LIMITS } from "${import.meta.resolve("../../../pipeline/engine/limits.ts")}";
    import { Stages } from "${import.meta.resolve("./sandboxed.ts")}";
    await using stages = new Stages(1, { ...LIMITS, consoleCharacters: 1000 });
    for (let time = 0; time < 2; time++) {
      await stages.text(${JSON.stringify(body)}, ${native ? "{ native: {} }" : "{}"});
    }
    console.log("end");`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: new URL("../../../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return [text(stdout), text(stderr)];
}

Deno.test("what a stage says goes to standard error, and a flood is cut", async () => {
  const flood = `for (let i = 0; i < 1e5; i++) console.log("flood", i, { i });
    console.table([[1]]); console.clear(); console.time("a"); console.timeEnd("a"); return 1;`;
  for (const native of [false, true]) {
    const [out, error] = await said(flood, native);
    assertEquals(out, "end\n");
    assertStringIncludes(error, "flood 0 { i: 0 }\nflood 1 { i: 1 }\n");
    assert(error.length < 3000, `${error.length} characters`);
    // The second stage has its own share.
    assertEquals(
      error.match(/a\/stage said \d+ characters, of which the first 1000 are shown\./g)?.length,
      2,
    );
  }
  const [out, error] = await said("Deno.stdout.writeSync(new Uint8Array([65])); return 1;", true);
  assertEquals([out, error], ["end\n", "AA"]);
});

Deno.test("a container or a job may have less memory than the machine", () => {
  const files: Record<string, string> = {
    "/proc/self/cgroup": "0::/jobs/job_7/step\n",
    "/sys/fs/cgroup/memory.max": "max\n",
    "/sys/fs/cgroup/jobs/job_7/memory.max": "4000000000\n",
    "/sys/fs/cgroup/jobs/job_7/step/memory.max": "max\n",
  };
  assertEquals(groupLimit((path) => files[path]), 4e9);
  assertEquals(groupLimit(() => undefined), Infinity);
  const container = { "/sys/fs/cgroup/memory.max": "2000000000\n", "/proc/self/cgroup": "0::/\n" };
  assertEquals(groupLimit((path) => (container as Record<string, string>)[path]), 2e9);
});
