/**
 * The processes of this system, without a program that a small one may not have.
 *
 * @module
 */

import { systemFile } from "../../pipeline/engine/system_files.ts";

/** The ids of the processes that a process has started; none where the system does not tell. */
export function startedBy(pid: number): number[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((child) => {
    const [, parent] = systemFile(`/proc/${child}/stat`)?.split(") ").at(-1)?.split(" ") ?? [];
    return parent === String(pid);
  });
}

/** Whether a process is a worker of bigrad. */
export function isWorker(pid: number): boolean {
  return systemFile(`/proc/${pid}/cmdline`)?.includes("sandbox_main") === true;
}
