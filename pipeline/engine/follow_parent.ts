/**
 * A worker process ends with the process that started it, whatever it is doing, even where that one was
 * killed.
 *
 * This module runs in worker processes only.
 *
 * @module
 */

/** From <linux/prctl.h> and <signal.h>. */
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9n;
/** Terminals and schedulers send these to all processes of a job: the parent says what is to end. */
const FOR_THE_PARENT = [2, 15];
const SIG_IGN = 1n;

/**
 * Asks the system to end this process with its parent, and by no request of others; where that cannot
 * be done, it ends when it next looks for a request. Afterwards it may load no native code unless it
 * `keeps` the permission.
 *
 * @throws {Error} If the permission cannot be given back.
 */
export function followParent(keeps: boolean): void {
  if (Deno.build.os === "linux") {
    try {
      const libc = Deno.dlopen("libc.so.6", {
        prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
        signal: { parameters: ["i32", "u64"], result: "u64" },
      });
      for (const signal of FOR_THE_PARENT) libc.symbols.signal(signal, SIG_IGN);
      libc.symbols.prctl(PR_SET_PDEATHSIG, SIGKILL, 0n, 0n, 0n);
      libc.close();
    } catch {
      // Another C library: it has to do without.
    }
  }
  if (!keeps && Deno.permissions.revokeSync({ name: "ffi" }).state === "granted") {
    throw new Error("A worker cannot give back its permission to load native code.");
  }
}
