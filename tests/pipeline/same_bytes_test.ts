import {
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { ENTRIES, formOf } from "../reports/charts/figures.ts";
import { misplaced } from "../reports/charts/misplaced.ts";
import { finish, oneObject, ProjectCopy, recordsIn, type ReproduceResult } from "./project_copy.ts";

const SMOKE = ["reproduce", "--profile", "smoke", "--json"];

Deno.test("the same bytes, whoever computes them in whatever order", async (t) => {
  await using copy = await ProjectCopy.of();
  let artifacts: Record<string, string> = {};
  let page = "";

  await t.step(
    "two runs at once on one store, in two folders, compute each stage once",
    async () => {
      await using left = await ProjectCopy.of(copy.root);
      await using right = await ProjectCopy.of(copy.root);
      const store = `${left.root}/shared`;
      const [one, other] = await Promise.all([left, right].map(async (copy) => {
        const { code, stderr, value } = oneObject<ReproduceResult>(
          await finish(copy.start([...SMOKE, "--jobs", "2", "--store", store])),
        );
        const { total, ran, cached } = value.stages;
        assertEquals([code, stderr, ran + cached], [0, "", total]);
        assertGreater(ran, 0, "both took part");
        return { ...value, page: await copy.read("out/report/index.html") };
      }));
      artifacts = await left.artifacts(store);
      const stages = new Set(Object.keys(artifacts).map((name) => name.split(" ")[0]!));
      assertEquals([...one!.ran, ...other!.ran].sort(), [...stages].sort());
      assertGreaterOrEqual(one!.stages.total, stages.size);
      assertEquals(one!.page, other!.page);
      page = one!.page;
    },
  );

  await t.step("after Ctrl-C the next run goes on from where it was", async () => {
    const process = copy.start([...SMOKE, "--jobs", "1"]);
    await recordsIn(`${copy.root}/.bigrad`, 20, process);
    process.kill("SIGINT");
    const { code, stderr, value } = oneObject<ReproduceResult>(await finish(process));
    assertEquals([code, value.ok, value.failed], [130, false, []]);
    assertStringIncludes(stderr, "the same command goes on from there.\n");
    assertGreater(value.stages.pending, 0);
    const { stages } = await copy.reproduce("--jobs", "1");
    assertGreaterOrEqual(stages.cached, 20);
    assertGreater(stages.ran, 0);
  });

  await t.step("one worker and two give the same bytes, and so do two folders", async () => {
    // Of stages made twice alike either may have been the one that ran
    const digests = Object.values(await copy.artifacts()).sort();
    assertEquals(digests, Object.values(artifacts).sort());
    assertEquals(await copy.read("out/report/index.html"), page);
  });

  await t.step("in every figure symbols and lines lie where their rows say", async () => {
    const checked = await Promise.all(
      Object.entries(await copy.artifacts()).map(async ([name, digest]) => {
        const [, id] = /\/figure\/(\w+)\/rows rows$/.exec(name) ?? [];
        const entry = ENTRIES.find((entry) => entry.id === id);
        if (entry === undefined) return 0;
        const rows = await copy.read(`.bigrad/cas/${digest.slice(0, 2)}/${digest}`);
        for (const drawing of [`${id}.svg`, `${id}.narrow.svg`]) {
          const svg = await copy.read(`out/report/figures/${drawing}`);
          const wrong = misplaced(formOf(entry), JSON.parse(rows), svg);
          assertEquals([drawing, ...wrong], [drawing]);
        }
        return 1;
      }),
    );
    assertGreater(checked.filter((one) => one === 1).length, 50);
  });
});
