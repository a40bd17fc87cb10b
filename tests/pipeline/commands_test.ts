import {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { ProjectCopy, recordsOf, type ReproduceResult } from "./project_copy.ts";
import { forget, warm } from "./warm_store.ts";

const FIGURE = "reports/charts/forms/normality.ts";
const AT = "semiparametric/figure/iv_2_normality";
const SMOKE = ["--profile", "smoke"];
/** Some quick stages. */
const DRAWN = /^unbiased-first-order\/figure\//;

interface DryRun {
  readonly dryRun: boolean;
  readonly ok: boolean;
  readonly stages: Readonly<Record<"total" | "due" | "cached" | "failed" | "blocked", number>>;
  readonly due: readonly string[];
}

interface Status {
  readonly command: string;
  readonly profile: string;
  readonly ok: boolean;
  readonly stages: Readonly<Record<"total" | "due" | "cached" | "failed" | "blocked", number>>;
  readonly due: readonly string[];
  readonly store: { readonly blobs: number; readonly bytes: number };
}

interface Explanation {
  readonly command: string;
  readonly stage: string;
  readonly status: string;
  readonly because: string;
  readonly changes: readonly {
    readonly component: string;
    readonly from: string;
    readonly to: string;
    readonly files?: readonly string[];
  }[];
}

interface Verification {
  readonly ok: boolean;
  readonly blobs: { readonly checked: number; readonly corrupt: readonly string[] };
  readonly stages: { readonly rerun: number; readonly different: readonly string[] };
}

interface Garbage {
  readonly command: string;
  readonly dryRun: boolean;
  readonly ok: boolean;
  readonly records: number;
  readonly blobs: number;
  readonly damagedRecords: number;
  readonly quarantinedBlobs: number;
  readonly bundleMemos: number;
  readonly temporaryFiles: number;
  readonly heartbeats: number;
  readonly bytes: number;
  readonly strangers: number;
}

Deno.test("every command says what it should, for people and for tools", async (t) => {
  await using copy = await ProjectCopy.of();
  const records = async (): Promise<string[]> => Object.keys(await copy.artifacts());

  /** A command for people: exit code 0, nothing on standard error. */
  async function said(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await copy.run(...args);
    assertEquals([code, stderr], [0, ""], args.join(" "));
    return stdout;
  }

  await t.step("reproduce --dry-run names every stage of a bare copy and runs none", async () => {
    const { value } = await copy.json<DryRun>("reproduce", "--dry-run");
    assertEquals([value.dryRun, value.ok, value.stages.cached], [true, true, 0]);
    assertEquals([value.due.length, value.stages.due], [value.stages.total, value.stages.total]);
    assertArrayIncludes(value.due, ["report/index"]);
    assertEquals(await records(), []);
    assertEquals(await copy.has("out"), false);
    const lines = (await said("reproduce", "--dry-run", ...SMOKE)).trimEnd().split("\n");
    assertEquals(lines.slice(0, -1), value.due);
    assertStringIncludes(lines.at(-1)!, `${value.due.length} of ${value.due.length} stages`);
  });

  await t.step("reproduce tells plain progress and where the results are", async () => {
    await warm(copy);
    await forget(copy, DRAWN);
    const text = await said("reproduce", ...SMOKE);
    assertMatch(text, /^\d+ of \d+ stages, .* elapsed, about .* left$/m);
    assertMatch(text, /^\d+ stages: \d+ ran, \d+ up to date; .*\.$/m);
    assertStringIncludes(text, "Report: out/report/index.html  Data: out/results.duckdb");
    assert(!text.includes("\x1b") && !text.includes("\r"), "no terminal codes in a pipe");
    assertMatch(await said("reproduce", ...SMOKE), /^\d+ stages: 0 ran, \d+ up to date; [^\n]*\n/);
  });

  await t.step("status after a reproduction", async () => {
    const { code, value } = await copy.json<Status>("status");
    assertEquals([code, value.command, value.profile, value.ok], [0, "status", "smoke", true]);
    assertEquals(value.due, []);
    const { total } = value.stages;
    assertEquals(value.stages, { total, due: 0, cached: total, failed: 0, blocked: 0 });
    assertGreater(value.store.blobs, 0);
    assertGreater(value.store.bytes, value.store.blobs);
    const text = await said("status", ...SMOKE);
    assertStringIncludes(text, `${total} of ${total} stages are up to date`);
    assertStringIncludes(text, `The store holds ${value.store.blobs} blobs`);
  });

  await t.step("status --list names every stage and how it is", async () => {
    const { value } = await copy.json<Status & { list: { name: string; status: string }[] }>(
      "status",
      "--list",
    );
    assertEquals(value.list.length, value.stages.total);
    assertEquals(new Set(value.list.map(({ status }) => status)), new Set(["cached"]));
    const lines = (await said("status", "--list", ...SMOKE)).trimEnd().split("\n");
    assertEquals(
      lines.slice(0, -2),
      value.list.map(({ name }) => `up to date ${name}`),
    );
  });

  await t.step("explain says that a stage is up to date", async () => {
    const { value } = await copy.json<Explanation>("explain", `${AT}/spec`);
    assertEquals([value.stage, value.status, value.changes], [`${AT}/spec`, "cached", []]);
    const index = "report/index: up to date.\n";
    for (const name of ["report/index", "ort/index", "report/ind*"]) {
      assertEquals(await said("explain", name, ...SMOKE), index);
    }
  });

  await t.step("graph is a Mermaid flow chart, the same text both ways", async () => {
    const { value } = await copy.json<{ format: string; text: string }>("graph");
    assertEquals(value.format, "mermaid");
    assertMatch(value.text, /^flowchart LR\n/);
    assertMatch(value.text, /\["semiparametric\/sine-iv\/samples ×\d+"\]/);
    assertEquals(await said("graph", ...SMOKE), value.text);
    const nodes = new Set([...value.text.matchAll(/^ {2}(g\d+)\[/gm)].map(([, node]) => node));
    const edges = [...value.text.matchAll(/^ {2}(g\d+) --> (g\d+)$/gm)];
    assertGreater(edges.length, nodes.size / 2);
    for (const [, from, to] of edges) assert(nodes.has(from!) && nodes.has(to!), `${from} ${to}`);
  });

  await t.step("verify runs a sample again and finds the same bytes", async () => {
    const { code, value } = await copy.json<Verification>("verify", "--sample", "5");
    assertEquals([code, value.ok], [0, true]);
    assertEquals(value.stages, { rerun: 5, different: [] });
    assertGreater(value.blobs.checked, 100);
    assertEquals(value.blobs.corrupt, []);
    assertMatch(
      await said("verify", "--sample", "2", ...SMOKE),
      /^1 of 2 stages, .*\n2 of 2 .*\n\d+ blobs .*, 0 corrupt; 2 of \d+ stages run again, 0 different\.\n$/,
    );
  });

  await t.step("verify finds a flipped bit, which the next run mends", async () => {
    const digest = (await copy.artifacts())["semiparametric/iv-2/summary table"]!;
    const blob = `${copy.root}/.bigrad/cas/${digest.slice(0, 2)}/${digest}`;
    const bytes = await Deno.readFile(blob);
    bytes[bytes.length >> 1] ^= 1;
    await Deno.chmod(blob, 0o644);
    await Deno.writeFile(blob, bytes);
    const { code, stderr, value } = await copy.json<Verification>("verify", "--sample", "1");
    assertEquals([code, value.ok, value.blobs.corrupt], [1, false, [digest]]);
    assertStringIncludes(stderr, `Blob ${digest.slice(0, 12)} did not match its name`);
    assertEquals((await copy.reproduce()).ran, ["semiparametric/iv-2/summary"]);
  });

  await t.step("verify names a stage that does not give what its record says", async () => {
    const stage = "unbiased-first-order/figure/meta_passes/drawing";
    const artifacts = await copy.artifacts();
    const [stored, other] = [artifacts[`${stage} svg`]!, artifacts["report/index index.html"]!];
    const swap = async (from: string, to: string): Promise<void> => {
      for await (const path of recordsOf(`${copy.root}/.bigrad`)) {
        const text = await Deno.readTextFile(path);
        if (!text.includes(`"name": "${stage}"`)) continue;
        await Deno.writeTextFile(path, text.replace(from, to).replace(/"bytes": \d+/, size[to]!));
      }
    };
    const size: Record<string, string> = {};
    for (const digest of [stored, other]) {
      const blob = `${copy.root}/.bigrad/cas/${digest.slice(0, 2)}/${digest}`;
      size[digest] = `"bytes": ${(await Deno.stat(blob)).size}`;
    }
    await swap(stored, other);
    const { code, stderr, value } = await copy.json<Verification>("verify", "meta_passes");
    assertEquals([code, value.ok, value.stages.different], [1, false, [stage]]);
    assertEquals(stderr, `${stage} gave other bytes than are stored.\n`);
    await swap(other, stored);
  });

  await t.step("gc finds nothing to drop but what an edit left behind", async () => {
    const unused = async (...options: string[]): Promise<Garbage> => {
      const { stdout } = await copy.run("gc", "--json", ...options);
      return JSON.parse(stdout) as Garbage;
    };
    await copy.edit(FIGURE, "dash: [6, 4]", "dash: [6, 3]");
    assertEquals((await copy.reproduce()).ran.length, 3);
    const before = await records();
    const { blobs, bytes, ...rest } = await unused("--dry-run");
    assertEquals(rest, {
      command: "gc",
      dryRun: true,
      ok: true,
      records: 3,
      damagedRecords: 0,
      // What the damaged blob of a step before left there.
      quarantinedBlobs: 1,
      bundleMemos: 1,
      temporaryFiles: 0,
      heartbeats: 0,
      strangers: 0,
    });
    assertGreater(blobs, 2);
    assertEquals(await records(), before);
    // What is kept besides is not kept instead.
    for (const other of [["--replications", "7"], ["--seeds", "2"]]) {
      assertEquals((await unused("--dry-run", ...other)).records, 3, other.join(" "));
    }
    assertStringIncludes(await said("gc"), `3 records and ${blobs} blobs dropped, besides 1 quar`);
    const { records: none, blobs: left, bytes: more } = await unused("--dry-run");
    assertEquals([none, left, more, bytes > 0], [0, 0, 0, true]);
    assertEquals((await copy.reproduce()).ran, []);
  });

  await t.step("after an edit: what would run, and why, before it runs", async () => {
    await copy.edit(FIGURE, "dash: [6, 3]", "dash: [6, 2]");
    const due = [`${AT}/spec`, `${AT}/drawing`, "report/index"];
    const { value: plan } = await copy.json<DryRun>("reproduce", "--dry-run");
    assertEquals([plan.due, plan.stages.due], [due, 3]);
    const { code, value: status } = await copy.json<Status>("status");
    assertEquals([code, status.ok, status.due], [0, false, due]);
    assertMatch(await said("status", ...SMOKE), /^would run +1 × \S+\/iv_2_normality\/spec$/m);

    const { value: why } = await copy.json<Explanation>("explain", `${AT}/spec`);
    assertEquals([why.command, why.status, why.because], ["explain", "due", "its key is new"]);
    assertEquals(why.changes.map(({ component, files }) => ({ component, files })), [
      { component: "code", files: [FIGURE] },
    ]);
    const text = await said("explain", `${AT}/spec`, ...SMOKE);
    assertMatch(
      text,
      /code: [0-9a-f]{12} → [0-9a-f]{12} \(reports\/charts\/forms\/normality\.ts\)/,
    );
    const begun = await said("explain", "report/index", ...SMOKE);
    assertStringIncludes(begun, `"${AT}/spec" would run before it`);
    assertMatch(begun, /^What begins it: \S+\/iv_2_normality\/spec: its key is new\.\n {2}code: /m);
    assertEquals((await copy.json<ReproduceResult>("reproduce")).value.ran, due);
  });

  await t.step("explain names a changed file and a changed parameter", async () => {
    await copy.edit("reports/sql/normality.sql", "WITH studentized", "WITH /* all */ studentized");
    const table = "semiparametric/iv-2/normality";
    const { value: rows } = await copy.json<Explanation>("explain", table);
    assertEquals(rows.changes.map(({ component }) => component), ["inputs.sql"]);
    const sieve = "options: () => ({ harmonics: 8, ridge: 1e-6 })";
    await copy.edit("pipeline/studies/semiparametric/entries.ts", sieve, sieve.replace("8", "6"));
    const means = "semiparametric/sine-iv/n=200/block=0/sum-fourier/means";
    const { value: changed } = await copy.json<Explanation>("explain", means);
    assertEquals(changed.changes, [{
      component: "parameters.learner",
      from: '{"harmonics":8,"ridge":0.000001}',
      to: '{"harmonics":6,"ridge":0.000001}',
    }]);
  });
});
