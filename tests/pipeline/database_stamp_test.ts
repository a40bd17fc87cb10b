import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { isAsMade, putStamp } from "../../pipeline/database_stamp.ts";
import { sealed, sha256 } from "../../pipeline/engine/canonical.ts";
import { Store } from "../../pipeline/engine/store.ts";

const BYTES = new TextEncoder().encode("a database");
const STARTED = 0;

/** A database that its store knows to be sound without reading it, a second after it was made. */
async function made(folder: string): Promise<{ store: Store; target: string; state: string }> {
  const store = new Store(join(folder, "store"));
  const target = join(folder, "results.duckdb");
  Deno.writeFileSync(target, BYTES);
  await putStamp(store, { content: "tables", digest: sha256(BYTES) });
  await new Promise((done) => setTimeout(done, 1050));
  assertEquals(await isAsMade(store, "tables", target, STARTED), true);
  return { store, target, state: join(store.root, "database.json") };
}

Deno.test("a database is known without being read, until it is another or the machine was started", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "bigrad-stamp-" });
  try {
    const { store, target, state } = await made(folder);
    const look = (started = STARTED): Promise<boolean> =>
      isAsMade(store, "tables", target, started);
    assertEquals(await isAsMade(store, "other tables", target, STARTED), false);

    const { atime, mtime } = Deno.statSync(target);
    const zeros = new Uint8Array(BYTES.length);
    Deno.writeFileSync(target, zeros);
    Deno.utimeSync(target, atime!, mtime!);
    assertEquals(await look(), false, "another content of the same size and time");

    // The change time cannot be set, but what is known of it can: so a failure of the power leaves zeros.
    const { size, ino, ctime } = Deno.statSync(target);
    const now = Date.now();
    const stamp = { content: "tables", digest: sha256(BYTES) };
    const sound = [size, ino, ctime!.getTime(), now + 1000];
    Deno.writeTextFileSync(state, sealed(JSON.stringify({ ...stamp, sound })));
    await new Promise((done) => setTimeout(done, 1050));
    assertEquals(await look(), true, "as it was seen");
    assertEquals(await look(now + 1001), false, "the machine was started since");

    const edited = JSON.stringify({ ...stamp, sound: null });
    for (const text of ["", "\0".repeat(99), '{"content":"tables"', "null", "{}", edited]) {
      Deno.writeTextFileSync(state, text);
      assertEquals(await look(), false, JSON.stringify(text));
    }
    await putStamp(store, stamp);
    Deno.removeSync(target);
    assertEquals(await look(), false, "no database");
    Deno.writeFileSync(target, BYTES);
    assertEquals(await look(), true, "a copy");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
