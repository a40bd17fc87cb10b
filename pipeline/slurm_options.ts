/**
 * The options with which `reproduce` asks Slurm for workers, read and checked.
 *
 * @module
 */

import type { SlurmOptions } from "./engine/slurm.ts";
import { UsageError } from "./engine/stage.ts";

/** The options, without dashes. */
export const SLURM_VALUES = [
  "slurm-partition",
  "slurm-account",
  "slurm-time",
  "slurm-memory",
  "slurm-workers",
  "slurm-extra",
] as const;

/** Workers unless told otherwise. */
const WORKERS = 4;

/**
 * What Slurm is to be asked for; undefined where stages run locally.
 *
 * @param executor What `--executor` says.
 * @param given What an option was given, each time that it was.
 * @throws {UsageError} On a value that Slurm cannot mean, and if it is not asked at all.
 */
export function readSlurm(
  executor: string | undefined,
  given: (name: (typeof SLURM_VALUES)[number]) => readonly string[],
): SlurmOptions | undefined {
  if (executor !== undefined && executor !== "local" && executor !== "slurm") {
    throw new UsageError(`--executor is "${executor}"; choose local or slurm.`);
  }
  for (const name of SLURM_VALUES) {
    const [value] = given(name);
    if (value === undefined) continue;
    if (executor !== "slurm") {
      throw new UsageError(`--${name} is for --executor slurm; give that, too, or leave it out.`);
    }
  }
  if (executor !== "slurm") return undefined;
  const one = (name: (typeof SLURM_VALUES)[number]): string | undefined => given(name)[0];
  const memory = one("slurm-memory");
  if (memory !== undefined && !/^[1-9][0-9]*[KMGT]?$/.test(memory)) {
    throw new UsageError(
      `--slurm-memory is "${memory}"; give the memory of a worker like 8G, as Slurm's --mem has it.`,
    );
  }
  const workers = one("slurm-workers") ?? String(WORKERS);
  if (!/^[1-9][0-9]{0,3}$/.test(workers)) {
    throw new UsageError(
      `--slurm-workers is "${workers}"; give a whole number from 1 to 9999: tens will do.`,
    );
  }
  const set = (name: string, value: string | undefined) =>
    value === undefined ? {} : { [name]: value };
  return {
    workers: Number(workers),
    extra: given("slurm-extra"),
    ...set("partition", one("slurm-partition")),
    ...set("account", one("slurm-account")),
    ...set("time", one("slurm-time")),
    ...set("memory", memory),
  };
}
