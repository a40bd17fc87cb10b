/**
 * Takes what it can get of the locks of a store once it is told to, and keeps it until it is told to
 * end: `take_locks.ts ROOT KEY...`.
 *
 * @module
 */

import { Locks } from "../../../pipeline/engine/lock.ts";

const [root, ...keys] = Deno.args;
const say = (line: string): void =>
  void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const locks = new Locks(root!);
say("ready");
Deno.stdin.readSync(new Uint8Array(1));
say(JSON.stringify(keys.filter((key) => locks.acquire(key))));
Deno.stdin.readSync(new Uint8Array(1));
locks.close();
