/**
 * Why a stage would run: which named component of its key changed, from what to what.
 *
 * @module
 */

import type { Bundler } from "./bundle.ts";
import { canonicalJson, type Json } from "./canonical.ts";
import type { KeyComponents } from "./stage.ts";

/** One component that differs. */
export interface Change {
  /** For instance `code`, `parameters.n`, `inputs.samples`. */
  readonly component: string;
  readonly from: string;
  readonly to: string;
  /** For code: the files that differ. */
  readonly files?: readonly string[];
}

/** The components that differ between two keys, in the order of the record. */
export function changesBetween(
  before: KeyComponents,
  after: KeyComponents,
  bundler: Pick<Bundler, "filesOf">,
): Change[] {
  const changes: Change[] = [];
  const compare = (component: string, from: unknown, to: unknown): void => {
    const [a, b] = [from, to].map((value) =>
      value === undefined ? "(absent)" : canonicalJson(value as Json)
    );
    if (a !== b) changes.push({ component, from: a!, to: b! });
  };
  compare("schema", before.schema, after.schema);
  if (before.code !== after.code) {
    changes.push({
      component: "code",
      from: before.code,
      to: after.code,
      files: changedFiles(bundler.filesOf(before.code), bundler.filesOf(after.code)),
    });
  }
  for (const part of ["parameters", "inputs", "runtime"] as const) {
    const names = new Set([...Object.keys(before[part]), ...Object.keys(after[part])]);
    for (const name of [...names].sort()) {
      compare(`${part}.${name}`, before[part][name], after[part][name]);
    }
  }
  compare("random", before.random, after.random);
  return changes;
}

function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.filter((name) => before.get(name) !== after.get(name));
}
