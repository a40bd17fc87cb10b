/**
 * What a stage's inputs and key are, once the stages before it are settled; and whether the store
 * already holds its result.
 *
 * @module
 */

import { isAbsolute, join, relative } from "node:path";
import type { Bundler } from "./bundle.ts";
import { canonicalJson, type Json, sha256 } from "./canonical.ts";
import { isNoFile, readOrUndefined, remedyFor } from "./files.ts";
import { type CodeDigest, keyComponents, keyOf } from "./key.ts";
import {
  type ActionRecord,
  type Artifact,
  type CodeReference,
  type KeyComponents,
  referencesOf,
  type Stage,
  UsageError,
} from "./stage.ts";
import type { Store } from "./store.ts";

/** What came of a stage, or would. */
export type Outcome =
  | { readonly status: "ran" | "cached"; readonly record: ActionRecord }
  | { readonly status: "failed"; readonly message: string }
  | { readonly status: "blocked"; readonly by: string }
  /** It is not up to date, and nobody asked for it. */
  | { readonly status: "skipped" }
  /** Only in plans: it would run, or an earlier stage would and may change its key. */
  | {
    readonly status: "due";
    readonly because: string;
    readonly components?: KeyComponents;
    /** Its record, if only the outputs are lost: they would be the same again. */
    readonly expected?: ActionRecord;
  };

/** True if nothing is left to do of a stage: it is up to date, or nobody asked for it. */
export function isDone({ status }: Outcome): boolean {
  return status === "ran" || status === "cached" || status === "skipped";
}

/** A stage whose inputs are all there. */
export interface Resolved {
  readonly components: KeyComponents;
  readonly key: string;
  readonly inputs: Readonly<Record<string, readonly Artifact[]>>;
  /** Its record, if its result is in the store. */
  readonly record?: ActionRecord;
}

/** Resolves the stages of one run against one store. */
export class Resolver {
  readonly #files = new Map<string, Artifact>();
  readonly #code = new Map<string, CodeDigest | Error>();
  /** By stage. */
  readonly #digests = new Map<string, string>();

  /**
   * @param wanted The names of the stages that may be computed, with all that they need; all of them
   *   unless given.
   */
  constructor(
    readonly root: string,
    readonly store: Store,
    readonly bundler: Bundler,
    readonly wanted?: ReadonlySet<string>,
  ) {}

  /**
   * Digests the code of all stages, so that the rest is free of waiting. Code that is only of stages
   * that may not be computed is not bundled anew.
   *
   * @param bundling Is told of each code that has to be bundled.
   */
  async prepare(stages: readonly Stage[], bundling?: () => void): Promise<void> {
    const codes = new Map(stages.map(({ code }) => [codeName(code), code]));
    const wanted = new Set(
      stages.flatMap((stage) => this.wants(stage) ? [codeName(stage.code)] : []),
    );
    await Promise.all([...codes].map(async ([name, code]) => {
      if (!wanted.has(name) && !this.bundler.knows(code)) return;
      try {
        this.#code.set(name, await this.bundler.digest(code, bundling));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        this.#code.set(name, error);
      }
    }));
    for (const stage of stages) {
      const code = this.#code.get(codeName(stage.code));
      if (code !== undefined && !(code instanceof Error)) {
        this.#digests.set(stage.name, code.digest);
      }
    }
  }

  /** The digest of a stage's bundle, once prepared; undefined if it could not be bundled. */
  codeOf(stage: Stage): string | undefined {
    return this.#digests.get(stage.name);
  }

  /** True if a stage may be computed. */
  wants({ name }: Stage): boolean {
    return this.wanted?.has(name) ?? true;
  }

  /** True if nobody asked for a stage, and it cannot be told whether it is up to date. */
  skips(stage: Stage, outcomes: ReadonlyMap<string, Outcome>): boolean {
    return !this.wants(stage) && (!this.#code.has(codeName(stage.code)) ||
      Object.keys(stage.inputs).some((role) =>
        referencesOf(stage, role).some((reference) =>
          "stage" in reference && outcomes.get(reference.stage)?.status === "skipped"
        )
      ));
  }

  /** The stage whose failure keeps `stage` from running, if there is one. */
  blockedBy(stage: Stage, outcomes: ReadonlyMap<string, Outcome>): string | undefined {
    for (const role of Object.keys(stage.inputs)) {
      for (const reference of referencesOf(stage, role)) {
        if (!("stage" in reference) || reference.orFailure) continue;
        const outcome = outcomes.get(reference.stage);
        if (outcome?.status === "failed") return reference.stage;
        if (outcome?.status === "blocked") return outcome.by;
      }
    }
    return undefined;
  }

  /**
   * Key, inputs and record of a stage whose parents are settled and which is not blocked.
   *
   * @throws {UsageError} If its code could not be bundled or a file it needs is missing.
   */
  resolve(stage: Stage, outcomes: ReadonlyMap<string, Outcome>): Resolved {
    const code = this.#code.get(codeName(stage.code));
    if (code === undefined) throw new Error(`The code of "${stage.name}" was not prepared.`);
    if (code instanceof Error) throw code;
    const inputs: Record<string, Artifact[]> = {};
    for (const role of Object.keys(stage.inputs).sort()) {
      inputs[role] = referencesOf(stage, role).map((reference) =>
        "artifact" in reference
          ? reference.artifact
          : "file" in reference
          ? this.#file(stage, reference.file)
          : this.#output(reference.stage, reference.output, outcomes)
      );
    }
    const digests = Object.fromEntries(
      Object.entries(inputs).map(([role, list]) => [role, list.map(({ digest }) => digest)]),
    );
    const components = keyComponents(stage, code, digests);
    const key = keyFor(stage, components);
    const record = this.valid(stage, key);
    return { components, key, inputs, ...(record === undefined ? {} : { record }) };
  }

  /** The record of a stage's key, if all the outputs it declares are in the store. */
  valid(stage: Stage, key: string): ActionRecord | undefined {
    const record = this.known(stage, key);
    return record && this.store.holds(record) ? record : undefined;
  }

  /** The record of a stage's key, whether or not its outputs are still in the store. */
  known(stage: Stage, key: string): ActionRecord | undefined {
    const record = this.store.record(key);
    return record && stage.outputs.every((output) => Object.hasOwn(record.outputs, output))
      ? record
      : undefined;
  }

  #output(name: string, output: string, outcomes: ReadonlyMap<string, Outcome>): Artifact {
    const outcome = outcomes.get(name);
    if (outcome?.status === "ran" || outcome?.status === "cached") {
      return outcome.record.outputs[output]!;
    }
    if (outcome?.status === "due" && outcome.expected !== undefined) {
      return outcome.expected.outputs[output]!;
    }
    if (outcome !== undefined && outcome.status !== "due") {
      const message = outcome.status === "failed"
        ? outcome.message
        : outcome.status === "blocked"
        ? blockedMessage(outcome.by, outcomes)
        : "It is not computed yet: it was not asked for.";
      const text = failureText(name, message, outcome.status === "skipped");
      return this.store.put(new TextEncoder().encode(text));
    }
    throw new Error(`Stage "${name}" is not settled yet.`);
  }

  #file(stage: Stage, file: string): Artifact {
    let artifact = this.#files.get(file);
    if (artifact === undefined || !this.store.has(artifact)) {
      const path = join(this.root, file);
      const needed = `Stage "${stage.name}" needs the file ${file}`;
      if (isAbsolute(file) || relative(this.root, path).startsWith("..")) {
        throw new UsageError(`${needed}, which is outside the project; copy it into the project.`);
      }
      const bytes = bytesOf(path, needed);
      artifact = { digest: sha256(bytes), bytes: bytes.byteLength };
      if (!this.store.has(artifact)) this.store.put(bytes);
      this.#files.set(file, artifact);
    }
    return artifact;
  }
}

/** @throws {UsageError} If the parameters hold what JSON has no form for. */
function keyFor({ name }: Stage, components: KeyComponents): string {
  try {
    return keyOf(components);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new UsageError(
        `The parameters of stage "${name}" are nested too deep; make them flat.`,
      );
    }
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`Of stage "${name}" ${error.message.replace(/^value\./, "")}`);
  }
}

/** @throws {UsageError} If it cannot be read, which is `needed`. */
function bytesOf(path: string, needed: string): Uint8Array {
  try {
    const bytes = readOrUndefined(path);
    if (bytes !== undefined) return bytes;
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError(
      `${needed}, which cannot be read (${why}); ${remedyFor(why, "permit it, or restore it")}.`,
    );
  }
  throw new UsageError(
    isNoFile(path)
      ? `${needed}, where there is a folder, a pipe or a device; put the file there.`
      : `${needed}, which is not there; restore it.`,
  );
}

function blockedMessage(by: string, outcomes: ReadonlyMap<string, Outcome>): string {
  const culprit = outcomes.get(by);
  return `Blocked by ${by}${culprit?.status === "failed" ? `: ${culprit.message}` : ""}`;
}

/** The artifact that stands for an input that failed, or was not asked for: JSON, for a report to show. */
export function failureText(stage: string, message: string, skipped = false): string {
  return canonicalJson({ failure: { message, stage, ...(skipped ? { skipped } : {}) } }) + "\n";
}

/** Names by reference: stages share theirs, and each is asked for several times in a run. */
const codeNames = new WeakMap<CodeReference, string>();

function codeName(code: CodeReference): string {
  let name = codeNames.get(code);
  if (name === undefined) codeNames.set(code, name = canonicalJson(code as unknown as Json));
  return name;
}
