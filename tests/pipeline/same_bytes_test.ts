import {
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { ENTRIES, formOf } from "../reports/charts/figures.ts";
import { misplaced } from "../reports/charts/misplaced.ts";
import { finish, oneObject, ProjectCopy, recordsIn, type ReproduceResult } from "./project_copy.ts";
import { warm } from "./warm_store.ts";

const SMOKE = ["reproduce", "--profile", "smoke", "--json"];

Deno.test("the same bytes, whoever computes them in whatever order", async (t) => {
  await using left = await ProjectCopy.of();
  await using right = await ProjectCopy.of(left.root);
  await using copy = await ProjectCopy.of(left.root);
  const store = `${left.root}/shared`;
  let artifacts: Record<string, string> = {};
  const stages = async (): Promise<Set<string>> => {
    artifacts = await left.artifacts(store);
    return new Set(Object.keys(artifacts).map((name) => name.split(" ")[0]!));
  };
  let before = new Set<string>();
  let page = "";

  await t.step("Ctrl-C ends a run in order", async () => {
    const process = left.start([...SMOKE, "--jobs", "1", "--store", store]);
    await recordsIn(store, 20, process);
    process.kill("SIGINT");
    const { code, stderr, value } = oneObject<ReproduceResult>(await finish(process));
    assertEquals([code, value.ok, value.failed], [130, false, []]);
    assertStringIncludes(stderr, "the same command goes on from there.\n");
    assertGreater(value.stages.pending, 0);
    before = await stages();
    assertGreaterOrEqual(before.size, 20);
  });

  await t.step(
    "two runs at once in two folders go on from there, and compute each stage once",
    async () => {
      const [one, other] = await Promise.all([left, right].map(async (copy, k) => {
        const { code, stderr, value } = oneObject<ReproduceResult>(
          await finish(copy.start([...SMOKE, "--jobs", `${k + 1}`, "--store", store])),
        );
        const { total, ran, cached } = value.stages;
        assertEquals([code, stderr, ran + cached], [0, "", total]);
        assertGreaterOrEqual(cached, before.size);
        assertGreater(ran, 0, "both took part");
        return { ...value, page: await copy.read("out/report/index.html") };
      }));
      const all = await stages();
      const due = [...all].filter((name) => !before.has(name));
      assertEquals([...one!.ran, ...other!.ran].sort(), due.sort());
      assertGreaterOrEqual(one!.stages.total, all.size);
      assertEquals(one!.page, other!.page);
      page = one!.page;
    },
  );

  await t.step("a run of its own in another folder gives the same bytes", async () => {
    await warm(copy);
    assertEquals((await copy.reproduce()).ran, []);
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
