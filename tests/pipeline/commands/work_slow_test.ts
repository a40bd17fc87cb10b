import { assertEquals, assertGreater } from "@std/assert";
import { finish, oneObject, ProjectCopy, recordsIn } from "../project_copy.ts";

Deno.test("a worker ends when its minutes are over, though others hold what is left", async () => {
  await using copy = await ProjectCopy.of();
  const args = ["work", "first_order_misled", "--profile", "smoke", "--jobs", "1", "--json"];
  const holder = copy.start(args);
  await recordsIn(`${copy.root}/.bigrad`, 1, holder);
  holder.kill("SIGSTOP");
  const { code, stderr, value } = oneObject<{ end: string; stages: { pending: number } }>(
    await finish(copy.start([...args, "--minutes", "1"])),
  );
  assertEquals([code, stderr, value.end], [0, "", "minutes"]);
  assertGreater(value.stages.pending, 0);
  holder.kill("SIGCONT");
  assertEquals((await finish(holder)).code, 0);
});
