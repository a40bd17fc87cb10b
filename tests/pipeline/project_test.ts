import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { readOptions } from "../../pipeline/options.ts";
import { openProject } from "../../pipeline/project.ts";

Deno.test("of many files of the store that are damaged some are told, and that there are more", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "bigrad-project-" });
  try {
    const places = ["--store", join(folder, "store"), "--out", join(folder, "out")];
    const options = readOptions(
      [...places, "--profile", "smoke", "--study", "unbiased-first-order"],
      "reproduce",
      ["profile", "study", "store", "out"],
    );
    const told: string[] = [];
    const { store, notes } = openProject(options, (message) => told.push(message));
    const blobs = Array.from({ length: 40 }, (_, i) => store.put(new Uint8Array(i + 1)));
    await store.flush();
    for (const blob of blobs) {
      Deno.chmodSync(store.blobPath(blob.digest), 0o644);
      Deno.truncateSync(store.blobPath(blob.digest));
      store.check(blob);
    }
    assertEquals([notes.length, told.length], [40, 11]);
    assertStringIncludes(told[10]!, "not told one by one");
    assertEquals(told.slice(0, 10), notes.slice(0, 10));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
