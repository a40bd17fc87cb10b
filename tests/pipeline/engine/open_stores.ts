/**
 * Opens one store after the other once it is told to, in each puts a blob, and tells what went wrong:
 * `open_stores.ts ROOT...`.
 *
 * @module
 */

import { Store } from "../../../pipeline/engine/store.ts";

const say = (line: string): void =>
  void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
say("ready");
Deno.stdin.readSync(new Uint8Array(1));
const wrong: string[] = [];
for (const root of Deno.args) {
  try {
    const store = new Store(root);
    await store.written(store.put(new TextEncoder().encode(`${Deno.pid}`)).digest);
  } catch (error) {
    wrong.push(String(error));
  }
}
say(JSON.stringify(wrong));
