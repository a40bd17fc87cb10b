/**
 * `deno task test:mutations [ID...] [--profile NAME] [--tests] [--write]`: puts one-line faults into a copy of the
 * project, and says which tests and which claims notice. Every fault must be noticed by a test, every claim
 * that a fault names must be lost by it, and every headline claim that holds must be lost by some fault.
 *
 * Tests, which cost little, come first; `--tests` runs them alone. `--write` looks at no more claims, and writes what is known into `docs/faults.md`. What was found is kept in `.cache/faults`
 * until the code, the fault or the tests change, so that a run that was ended goes on where it was. Stages
 * that a fault does not reach come from the project's own store, which should hold a run of the profile.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { STUDIES } from "../../pipeline/studies/catalogue.ts";
import { MUTATIONS } from "../mutations/all.ts";
import type { Mutation } from "../mutations/mutation.ts";
import {
  claimsLine,
  CODE_FOLDERS,
  digests,
  fileDigest,
  isAsNamed,
  neverLost,
  type Noticed,
  noticed,
  Remembered,
  type Timed,
} from "./fault_outcomes.ts";
import { faultsPage } from "./faults_page.ts";
import { FaultyProject, FOLDER } from "./faulty_project.ts";
import { ROOT } from "./project_files.ts";

const PAGE = `${ROOT}docs/faults.md`;

const { _: ids, profile = "default", tests: testsAlone, write } = parseArgs(Deno.args, {
  string: ["profile", "_"],
  boolean: ["tests", "write"],
});
const unknown = ids.filter((id) => !MUTATIONS.some((mutation) => mutation.id === id));
if (unknown.length > 0) {
  console.error(`There is no fault ${unknown.join(", ")}.`);
  Deno.exit(2);
}
const chosen = MUTATIONS.filter(({ id }) => ids.length === 0 || ids.includes(id));
const headlines = Object.values(STUDIES).flatMap((study) => study({ profile: "default" }).claims)
  .filter(({ headline }) => headline === true).map(({ id }) => id);
const project = await FaultyProject.open(profile);
const remembered = new Remembered(`${FOLDER}/outcomes.json`);
const { code, helpers } = await digests();

/** What something is found from, with a fault in the copy or without one. */
const source = (fault: Mutation | undefined, from: readonly string[]) => [
  code,
  fault === undefined ? null : [fault.file, fault.find, fault.replace],
  ...from,
];

function found<T>(
  fault: Mutation | undefined,
  from: readonly string[],
  find: () => Promise<T>,
): Promise<Timed<T>> {
  const findWith = fault === undefined ? find : () => project.with(fault, find);
  return remembered.recall(source(fault, from), findWith);
}

const failing = (tests: readonly string[], fault?: Mutation): Promise<Timed<string | null>> =>
  found(fault, [helpers, ...tests.map(fileDigest)], () => project.firstFailing(tests));

const by = new Map<string, string | null>();
for (const fault of chosen) {
  for (const test of fault.tests) {
    if ((await failing([test])).found === null) continue;
    console.error(`${test} fails without any fault, so that it can notice none.`);
    Deno.exit(1);
  }
  const { found: first, seconds } = await failing(fault.tests, fault);
  by.set(fault.id, first);
  console.log(`${fault.id}: ${first ?? "NO TEST"} fails, ${seconds} s`);
}

const all: Noticed[] = [];
const safe: string[] = [];
if (!testsAlone) {
  const claims = [...new Set([...MUTATIONS.flatMap(({ claims }) => claims), ...headlines])].sort();
  const { found: whole } = await found(undefined, [profile, ...claims], async () => {
    await project.pull(claims);
    return await project.verdicts(claims);
  });
  const isHeadline = ({ claims }: Mutation): boolean => claims.some((id) => headlines.includes(id));
  for (const fault of chosen.toSorted((a, b) => Number(isHeadline(b)) - Number(isHeadline(a)))) {
    const from = [profile, ...fault.claims];
    const { found: broken, seconds } = fault.claims.length === 0
      ? { found: {}, seconds: 0 }
      : write && !remembered.knows(source(fault, from))
      ? { found: null, seconds: 0 }
      : await found(fault, from, () => project.verdicts(fault.claims));
    const one = noticed(fault, by.get(fault.id)!, broken, whole);
    all.push(one);
    console.log(`${claimsLine(one)}, ${seconds} s`);
  }
  if (ids.length === 0) safe.push(...neverLost(headlines, whole, all));
  if (ids.length === 0 && write) {
    const holding = headlines.filter((claim) => whole[claim] === "holds");
    const commit = await output("git", "log", "-1", "--format=%h", "--", ...CODE_FOLDERS);
    const changes = await output("git", "status", "--porcelain", "--", ...CODE_FOLDERS);
    const inOrder = MUTATIONS.map((fault) => all.find((one) => one.fault === fault)!);
    const page = faultsPage({
      commit,
      changed: changes !== "",
      profile,
      all: inOrder,
      headlines: holding,
    });
    await Deno.writeTextFile(PAGE, page);
    await output(Deno.execPath(), "fmt", "--quiet", PAGE);
  }
  for (const id of safe) console.log(`${id}: a headline claim that NO FAULT LOSES`);
}
const passed = testsAlone
  ? chosen.filter(({ id }) => by.get(id) !== null).length
  : all.filter(isAsNamed).length;
const failed = chosen.length - passed + safe.length;
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

async function output(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, { args, cwd: ROOT }).output();
  return new TextDecoder().decode(stdout).trim();
}
