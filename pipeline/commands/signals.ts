/**
 * The signals that ask this process to end.
 *
 * @module
 */

import { systemFile } from "../engine/system_files.ts";

/** What commands say whose work an interrupt only delays. */
export const INTERRUPTED =
  "Interrupted. What was finished is kept; the same command goes on from there.";

/**
 * Calls back when the process is asked to end: by an interrupt, a request, or a terminal that is
 * closed, unless the process was started to outlive it (`nohup`).
 *
 * @returns What ends the listening.
 */
export function whenAskedToEnd(act: () => void): () => void {
  const signals: Deno.Signal[] = [
    "SIGINT",
    "SIGTERM",
    ...(outlivesTerminal() ? [] : ["SIGHUP" as const]),
  ];
  for (const signal of signals) Deno.addSignalListener(signal, act);
  return () => {
    for (const signal of signals) Deno.removeSignalListener(signal, act);
  };
}

/** True if the signal of a closed terminal is ignored; where the system does not tell, it is not. */
function outlivesTerminal(): boolean {
  const status = systemFile("/proc/self/status") ?? "";
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return ignored !== undefined && (BigInt(`0x${ignored}`) & 1n) === 1n;
}
