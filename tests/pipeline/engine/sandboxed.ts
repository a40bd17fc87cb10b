/**
 * Stages given as text, run in workers of an executor.
 *
 * @module
 */

import { assertRejects } from "@std/assert";
import { sha256 } from "../../../pipeline/engine/canonical.ts";
import type { Job, JobResult } from "../../../pipeline/engine/executor.ts";
import { LocalExecutor } from "../../../pipeline/engine/executor_local.ts";
import type { Limits } from "../../../pipeline/engine/limits.ts";

/** Runs stages given as the text of the function `run`, in workers of the one executor. */
export class Stages {
  readonly scratch = Deno.makeTempDirSync({ prefix: "bigrad-sandbox-" });
  readonly executor: LocalExecutor;

  constructor(slots = 1, limits?: Limits) {
    this.executor = new LocalExecutor(slots, this.scratch, limits);
  }

  run(module: string, rest: Partial<Job> = {}): Promise<JobResult> {
    return this.executor.run({
      name: "a/stage",
      code: sha256(module),
      loadable: () => Promise.resolve({ text: module, codes: [sha256(module)] }),
      parameters: {},
      random: [],
      inputs: {},
      ...rest,
    });
  }

  /** The text of the output `out` of a body that returns a text. */
  async text(body: string, rest: Partial<Job> = {}): Promise<string> {
    const { outputs } = await this.run(
      `export async function run(parameters, inputs, random, native) {
         const text = await (async () => { ${body} })();
         return { out: new TextEncoder().encode(String(text)) };
       }`,
      rest,
    );
    return new TextDecoder().decode(outputs.out);
  }

  /** What a body is refused with. */
  async refusal(body: string): Promise<string> {
    return (await assertRejects(() => this.text(body), Error)).message;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executor.close();
    Deno.removeSync(this.scratch, { recursive: true });
  }
}
