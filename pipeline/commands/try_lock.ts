/**
 * Ends with 0 if a file can be locked, and with 1 if another process keeps it locked: `try_lock.ts FILE`.
 *
 * @module
 */

/** A lock that is free is had at once. */
const PATIENCE_MS = 500;

const file = await Deno.open(Deno.args[0]!, { write: true });
setTimeout(() => Deno.exit(1), PATIENCE_MS);
await file.lock(true);
Deno.exit(0);
