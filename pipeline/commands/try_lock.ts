/**
 * Ends with 0 if a file can be locked, and with 1 if another process keeps it locked: `try_lock.ts FILE`.
 *
 * @module
 */

const file = Deno.openSync(Deno.args[0]!, { write: true });
Deno.exit(file.tryLockSync(true) ? 0 : 1);
