/**
 * What became of faults: what is remembered of them, and what is said of it.
 *
 * @module
 */

import type { Mutation } from "../mutations/mutation.ts";
import { canonicalJson, type Json, sha256 } from "../../pipeline/engine/canonical.ts";
import type { ByInterval } from "./faulty_project.ts";
import { projectFiles, ROOT } from "./project_files.ts";

/** What the intervals of claims say, by claim. */
export type Verdicts = Readonly<Record<string, ByInterval>>;

/** Who noticed a fault. */
export interface Noticed {
  readonly fault: Mutation;
  /** The first test file that failed, if one did. */
  readonly by: string | null;
  /** Of its claims that held without it, those that no longer do. */
  readonly lost: readonly string[];
  /** Those of which there is nothing any more, since a stage failed; they are lost, too. */
  readonly notComputed: readonly string[];
  readonly stillHold: readonly string[];
  /** Those that nobody has looked at. */
  readonly unseen: readonly string[];
  /** Those that did not hold without it either, so that nothing can be seen by them. */
  readonly neverHeld: readonly string[];
}

/** What is to be said of a fault whose claims have these verdicts with it, if they are known, and without it. */
export function noticed(
  fault: Mutation,
  by: string | null,
  broken: Verdicts | null,
  whole: Verdicts,
): Noticed {
  const held = fault.claims.filter((claim) => whole[claim] === "holds");
  const seen = broken === null ? [] : held;
  return {
    fault,
    by,
    lost: seen.filter((claim) => broken?.[claim] !== "holds"),
    notComputed: seen.filter((claim) => broken?.[claim] === "not computed"),
    stillHold: seen.filter((claim) => broken?.[claim] === "holds"),
    unseen: broken === null ? held : [],
    neverHeld: fault.claims.filter((claim) => !held.includes(claim)),
  };
}

/** Whether a test notices, and all claims that the fault names and that held without it do. */
export function isAsNamed({ by, stillHold, unseen }: Noticed): boolean {
  return by !== null && stillHold.length === 0 && unseen.length === 0;
}

/** What the claims say, in one line. */
export function claimsLine(
  { fault, lost, notComputed, stillHold, unseen, neverHeld }: Noticed,
): string {
  const parts = [
    ["lost", lost.filter((claim) => !notComputed.includes(claim))],
    ["not computed", notComputed],
    ["STILL HOLD", stillHold],
    ["not looked at", unseen],
    ["without it no better", neverHeld],
  ] as const;
  const said = parts.flatMap(([what, claims]) =>
    claims.length === 0 ? [] : [`${what} ${claims.join(", ")}`]
  );
  return `${fault.id}: ${said.join("; ") || "no claim sees it"}`;
}

/** Of claims that hold, those that none of the faults loses. */
export function neverLost(
  claims: readonly string[],
  whole: Verdicts,
  all: readonly Noticed[],
): string[] {
  return claims.filter((claim) =>
    whole[claim] === "holds" && !all.some(({ lost }) => lost.includes(claim))
  );
}

/** A result, and the seconds that it took when it was found. */
export interface Timed<T> {
  readonly found: T;
  readonly seconds: number;
}

/** Results in a file, each by the digest of what it depends on. */
export class Remembered {
  readonly #known: Record<string, Timed<unknown>>;

  /** @param file A JSON object, or nothing yet. */
  constructor(readonly file: string) {
    try {
      this.#known = JSON.parse(Deno.readTextFileSync(file));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      this.#known = {};
    }
  }

  /** Whether something was found from this. */
  knows(from: Json): boolean {
    return Object.hasOwn(this.#known, sha256(canonicalJson(from)));
  }

  /** What was found before from the same, or is found now. */
  async recall<T>(from: Json, find: () => Promise<T>): Promise<Timed<T>> {
    const key = sha256(canonicalJson(from));
    if (!Object.hasOwn(this.#known, key)) {
      const start = performance.now();
      const found = await find();
      this.#known[key] = { found, seconds: Math.round((performance.now() - start) / 1000) };
      Deno.writeTextFileSync(this.file, JSON.stringify(this.#known));
    }
    return this.#known[key] as Timed<T>;
  }
}

/** Where the code is that claims depend on. */
export const CODE_FOLDERS = ["numerics", "problems", "estimators", "pipeline", "reports"];

const CODE = new RegExp(String.raw`^(${CODE_FOLDERS.join("|")})/|^deno\.(json|lock)$`);
const HELPER = /^tests\/(?!mutations|tools)(?!.*_test\.ts$)/;

/** The digests of what a claim depends on, and of what each test depends on besides its own file. */
export async function digests(): Promise<{ readonly code: string; readonly helpers: string }> {
  const files = await projectFiles(ROOT);
  const of = (pattern: RegExp): string =>
    sha256(
      canonicalJson(files.filter((file) => pattern.test(file)).map((f) => [f, fileDigest(f)])),
    );
  return { code: of(CODE), helpers: of(HELPER) };
}

/** The digest of a file of the project. */
export function fileDigest(file: string): string {
  return sha256(Deno.readFileSync(ROOT + file));
}
