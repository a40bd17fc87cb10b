import { assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { finish, ProjectCopy, recordsIn } from "./project_copy.ts";

const REPRODUCE = ["reproduce", "--profile", "smoke"];

Deno.test("kill -9 at any moment: the next run finishes by itself with the same bytes", async (t) => {
  await using intact = await ProjectCopy.of();
  const { stages: { total, ran: records } } = await intact.reproduce();
  // Of stages made twice alike either may have been the one that ran
  const digests = async (copy: ProjectCopy) => Object.values(await copy.artifacts()).sort();
  const artifacts = await digests(intact);
  const page = await intact.read("out/report/index.html");

  async function endsAlike(copy: ProjectCopy): Promise<void> {
    const { stages } = await copy.reproduce();
    assertEquals(stages.ran + stages.cached, total);
    assertEquals(await digests(copy), artifacts);
    assertEquals(await copy.read("out/report/index.html"), page);
    assertEquals((await copy.reproduce()).ran, []);
  }

  for (const share of [0, 0.1, 0.4, 0.7, 0.95, 1]) {
    const count = Math.round(share * records);
    await t.step(`killed once ${share * 100} % of the records are written`, async () => {
      await using copy = await ProjectCopy.of(intact.root);
      const process = copy.start(REPRODUCE);
      await recordsIn(`${copy.root}/.bigrad`, count, process);
      process.kill("SIGKILL");
      assertNotEquals((await finish(process)).code, 0);
      await endsAlike(copy);
    });
  }

  await t.step("killed again and again, a run gets to its end nevertheless", async () => {
    await using copy = await ProjectCopy.of(intact.root);
    let kills = 0;
    for (let count = 45; count < records; count += 45) {
      const process = copy.start(REPRODUCE);
      await recordsIn(`${copy.root}/.bigrad`, count, process);
      process.kill("SIGKILL");
      await finish(process);
      kills++;
    }
    assertGreater(kills, 5);
    await endsAlike(copy);
  });

  await t.step(
    "of two runs on one store the other takes over what the killed one held",
    async () => {
      await using left = await ProjectCopy.of(intact.root);
      await using right = await ProjectCopy.of(intact.root);
      const store = `${left.root}/.bigrad`;
      const killed = left.start(REPRODUCE);
      const other = right.start([...REPRODUCE, "--store", store]);
      await recordsIn(store, 30, killed);
      killed.kill("SIGKILL");
      await finish(killed);
      const { code, stderr } = await finish(other);
      assertEquals([code, stderr], [0, ""]);
      assertEquals(await right.read("out/report/index.html"), page);
      await endsAlike(left);
    },
  );

  await t.step("after SIGTERM, too, the next run goes on", async () => {
    await using copy = await ProjectCopy.of(intact.root);
    const process = copy.start(REPRODUCE);
    await recordsIn(`${copy.root}/.bigrad`, 20, process);
    process.kill("SIGTERM");
    assertEquals((await finish(process)).code, 130);
    await endsAlike(copy);
  });
});
