import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { verify } from "../../../pipeline/commands/verify.ts";
import { type JsonObject, sha256 } from "../../../pipeline/engine/canonical.ts";
import { Store } from "../../../pipeline/engine/store.ts";
import { readOptions } from "../../../pipeline/options.ts";

Deno.test("a blob that another run drops while verify looks is not corrupt; one that differs is", async () => {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "bigrad-verify-" }));
  const store = new Store(root);
  const [gone, differing] = ["gone", "differing"].map((text) => sha256(text));
  for (const digest of [gone!, differing!]) {
    const path = store.blobPath(digest);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, "something else");
  }
  const { readFileSync } = Deno;
  Deno.readFileSync = (path) => {
    if (path === store.blobPath(gone!)) Deno.removeSync(path);
    return readFileSync(path);
  };
  let said: JsonObject = {};
  try {
    const options = readOptions(
      ["--store", root, "--profile", "smoke", "--study", "unbiased-first-order"],
      "verify",
      ["store", "profile", "study"],
    );
    const silent = (): void => {};
    const code = await verify(options, {
      say: silent,
      warn: silent,
      json: (value) => said = value,
      progress: { terminal: false, columns: () => 80, write: silent, now: () => 0 },
    });
    assertEquals([code, said.blobs], [1, { checked: 2, corrupt: [differing] }]);
  } finally {
    Deno.readFileSync = readFileSync;
    Deno.removeSync(root, { recursive: true });
  }
});
