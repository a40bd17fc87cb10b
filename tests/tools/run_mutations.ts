/**
 * `deno task test:mutations [ID...] [--profile NAME]`: puts one-line faults into copies of the project, and
 * says which tests and which claims notice. Every fault must be noticed by a test, every claim that a fault
 * names must be lost by it, and every headline claim must be lost by some fault. Stages that a fault does not
 * reach come from the project's own store.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { DuckDBInstance } from "@duckdb/node-api";
import { MUTATIONS } from "../mutations/all.ts";
import type { Mutation } from "../mutations/mutation.ts";
import { STUDIES } from "../../pipeline/studies/catalogue.ts";
import { projectFiles, ROOT } from "./project_files.ts";

/** What became of a fault. */
interface Noticed {
  readonly tests: boolean;
  /** Claims that went on holding. */
  readonly unmoved: readonly string[];
}

const { _: ids, profile = "default" } = parseArgs(Deno.args, { string: ["profile", "_"] });
const unknown = ids.filter((id) => !MUTATIONS.some((mutation) => mutation.id === id));
if (unknown.length > 0) {
  console.error(`There is no fault ${unknown.join(", ")}.`);
  Deno.exit(2);
}
const chosen = MUTATIONS.filter(({ id }) => ids.length === 0 || ids.includes(id));
let passed = 0, failed = 0;
for (const mutation of chosen) {
  const { tests, unmoved } = await noticed(mutation);
  const ok = tests && unmoved.length === 0;
  ok ? passed++ : failed++;
  const claims = mutation.claims.length === 0
    ? "no claim sees it"
    : unmoved.length === 0
    ? `lost: ${mutation.claims.join(", ")}`
    : `STILL HOLD: ${unmoved.join(", ")}`;
  console.log(`${mutation.id}: ${tests ? "a test fails" : "NO TEST FAILS"}; ${claims}`);
}
if (ids.length === 0) {
  const lost = new Set(MUTATIONS.flatMap(({ claims }) => claims));
  const safe = Object.values(STUDIES).flatMap((study) => study({ profile: "default" }).claims)
    .filter(({ id, headline }) => headline === true && !lost.has(id));
  for (const { id } of safe) console.log(`${id}: a headline claim that no fault loses`);
  safe.length === 0 ? passed++ : failed++;
}
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

async function noticed(mutation: Mutation): Promise<Noticed> {
  const root = await Deno.makeTempDir({ prefix: "bigrad-fault-" });
  try {
    await copyTo(root);
    const file = `${root}/${mutation.file}`;
    const text = await Deno.readTextFile(file);
    const occurrences = text.split(mutation.find).length - 1;
    if (occurrences !== 1) {
      throw new Error(
        `"${mutation.find}" stands ${occurrences} times in ${mutation.file}; ${mutation.id} needs it once.`,
      );
    }
    await Deno.writeTextFile(file, text.replace(mutation.find, () => mutation.replace));
    const tests = !await succeeds(root, ["test", "-A", "--no-check", "--quiet", ...mutation.tests]);
    return { tests, unmoved: await holding(root, mutation.claims) };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Of the claims those whose intervals still say that they hold. */
async function holding(root: string, claims: readonly string[]): Promise<string[]> {
  if (claims.length === 0) return [];
  const out = `${root}/out`;
  const places = ["--profile", profile, "--store", `${ROOT}.bigrad`, "--out", out, "--keep-going"];
  const main = ["run", "-A", "--no-prompt", "pipeline/main.ts", "reproduce"];
  await succeeds(root, [...main, ...claims, ...places]);
  const instance = await DuckDBInstance.create(`${out}/results.duckdb`, {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  try {
    const query = `SELECT split_part(id, '.', 2) FROM claims WHERE by_interval = 'holds'`;
    const rows = (await connection.runAndReadAll(query)).getRowsJson();
    return claims.filter((claim) => rows.some(([id]) => id === claim));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function copyTo(root: string): Promise<void> {
  for (const file of await projectFiles(ROOT)) {
    await Deno.mkdir(`${root}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${ROOT}${file}`, `${root}/${file}`);
  }
  await Deno.symlink(`${ROOT}node_modules`, `${root}/node_modules`);
}

async function succeeds(root: string, args: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return (await command.output()).success;
}
