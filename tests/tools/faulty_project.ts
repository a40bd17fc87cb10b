/**
 * A copy of the project into which faults are put one after the other. It has a store of its own, so that
 * neither what a user is told of the last run nor what is collected as garbage knows of faults; what they
 * do not reach is pulled from the project's store.
 *
 * @module
 */

import { cpSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Mutation } from "../mutations/mutation.ts";
import { sha256 } from "../../pipeline/engine/canonical.ts";
import { projectFiles, ROOT } from "./project_files.ts";

/** Where the copy is, its store and what was found: git ignores it. */
export const FOLDER = `${ROOT}.cache/faults`;
const STORE = ["--store", `${FOLDER}/store`];
/** A fault may let a loop run for ever. */
const LONGEST_TEST_MS = 300_000;

/** What the interval of a claim says, or that a stage failed which it needs. */
export type ByInterval = "holds" | "fails" | "inconclusive" | "not computed";

/** The copy. One process at a time has it. */
export class FaultyProject {
  /** An absolute path that ends in a slash. */
  readonly root = `${FOLDER}/project/`;

  private constructor(readonly profile: string) {}

  /**
   * Brings the copy up to date; waits until no other process has it.
   *
   * @param profile In which claims are judged.
   */
  static async open(profile: string): Promise<FaultyProject> {
    const project = new FaultyProject(profile);
    await Deno.mkdir(project.root, { recursive: true });
    await (await Deno.open(`${FOLDER}/lock`, { create: true, write: true })).lock(true);
    if (await textOf(`${project.root}deno.lock`) !== await textOf(`${ROOT}deno.lock`)) {
      // Bundles name the files of packages from the root, so that a link would change their digests.
      const packages = `${project.root}node_modules`;
      await Deno.remove(packages, { recursive: true }).catch(() => {});
      cpSync(`${ROOT}node_modules`, packages, { recursive: true, verbatimSymlinks: true });
    }
    const files = await projectFiles(ROOT);
    for (const file of files) await project.#put(file, await Deno.readFile(ROOT + file));
    for (const file of await projectFiles(project.root)) {
      if (!files.includes(file)) await Deno.remove(project.root + file);
    }
    return project;
  }

  /**
   * Does something while a fault is in the copy.
   *
   * @throws {Error} If what it replaces does not stand once in its file.
   */
  async with<T>({ id, file, find, replace }: Mutation, body: () => Promise<T>): Promise<T> {
    const text = await Deno.readTextFile(ROOT + file);
    const occurrences = text.split(find).length - 1;
    if (occurrences !== 1) {
      throw new Error(`"${find}" stands ${occurrences} times in ${file}; ${id} needs it once.`);
    }
    await Deno.writeTextFile(this.root + file, text.replace(find, () => replace));
    try {
      return await body();
    } finally {
      await Deno.writeTextFile(this.root + file, text);
    }
  }

  /** The first of the test files that fails, or takes more than five minutes. */
  async firstFailing(tests: readonly string[]): Promise<string | null> {
    for (const test of tests) {
      if (!await this.#succeeds(["test", "-A", "--no-check", "--quiet", test], LONGEST_TEST_MS)) {
        return test;
      }
    }
    return null;
  }

  /** Takes over what the project's own store has of the claims. */
  async pull(claims: readonly string[]): Promise<void> {
    await this.#bigrad(["store", "pull", `${ROOT}.bigrad`, ...claims]);
  }

  /** What the intervals of claims say. */
  async verdicts(claims: readonly string[]): Promise<Record<string, ByInterval>> {
    const out = `${FOLDER}/out`;
    const database = `${out}/results.duckdb`;
    await Deno.remove(database).catch(() => {});
    await this.#bigrad(["reproduce", ...claims, "--keep-going", "--out", out]);
    const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    try {
      const query =
        `SELECT split_part(id, '.', 2), by_interval FROM claims WHERE purpose = 'study'`;
      const rows = (await connection.runAndReadAll(query)).getRowsJson();
      const found = new Map(rows as [string, ByInterval][]);
      return Object.fromEntries(claims.map((claim) => [claim, found.get(claim) ?? "not computed"]));
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  async #put(file: string, bytes: Uint8Array): Promise<void> {
    const path = this.root + file;
    const there = await Deno.readFile(path).catch(() => undefined);
    if (there !== undefined && sha256(there) === sha256(bytes)) return;
    await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(path, bytes);
  }

  #bigrad(args: readonly string[]): Promise<boolean> {
    const main = ["run", "-A", "--no-prompt", "pipeline/main.ts"];
    return this.#succeeds([...main, ...args, "--profile", this.profile, ...STORE]);
  }

  async #succeeds(args: readonly string[], limit?: number): Promise<boolean> {
    const command = new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.root,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      ...(limit === undefined ? {} : { signal: AbortSignal.timeout(limit) }),
    });
    return (await command.output()).success;
  }
}

const textOf = (path: string): Promise<string> => Deno.readTextFile(path).catch(() => "");
