/**
 * A crate that somebody made, opened to be looked at and run again. What it says of itself is checked
 * before any of it is used.
 *
 * @module
 */

import { canonicalJson, type Json, sha256 } from "../engine/canonical.ts";
import { Bundler } from "../engine/bundle.ts";
import type { CodeDigest } from "../engine/key.ts";
import { type CodeReference, UsageError } from "../engine/stage.ts";
import type { Store } from "../engine/store.ts";
import { type Files, unzipFiles } from "./archive.ts";
import { BUNDLES, PLAN, RECORDS, SUMS } from "./crate.ts";
import { METADATA, RUN_FILE, SOURCE } from "./metadata.ts";
import { parseRecords, type PublishedStage } from "./records.ts";
import { CLAIMS, type ResultPlan } from "./results.ts";
import { RUN_PAGE } from "../view.ts";

/** An opened crate. */
export interface Crate {
  readonly files: Files;
  readonly stages: readonly PublishedStage[];
  readonly plan: ResultPlan & { readonly options: Readonly<Record<string, Json>> };
}

/**
 * Opens a crate.
 *
 * @param shown How messages call it.
 * @throws {UsageError} If it is damaged, or no crate of bigrad.
 */
export function openCrate(archive: Uint8Array<ArrayBuffer>, shown: string): Crate {
  const files = unzipFiles(archive, shown);
  const text = (path: string): string => {
    const bytes = files.get(path);
    if (bytes !== undefined) return new TextDecoder().decode(bytes);
    throw new UsageError(`"${shown}" has no file ${path}, as what "publish" makes has; give that.`);
  };
  for (const path of [SUMS, METADATA, RUN_FILE]) text(path);
  const stages = parseRecords(text(RECORDS));
  if (stages.length === 0) {
    throw new UsageError(`"${shown}" has no record of a stage in ${RECORDS}; get it again.`);
  }
  try {
    const plan = JSON.parse(text(PLAN)) as Crate["plan"];
    const lists = [plan.view, plan.claims, ...Object.values(plan.tables)];
    const isNamed = plan.commit === undefined || /^[0-9a-f]+( with changes)?$/.test(plan.commit);
    if (lists.every(Array.isArray) && typeof plan.options === "object" && isNamed) {
      return { files, stages, plan };
    }
  } catch {
    // Said below.
  }
  throw new UsageError(`"${shown}" has a file ${PLAN} that names no results; get it again.`);
}

/** The files that are not what the crate's list of digests says, and those that only one of the two has. */
export function damagedFiles({ files }: Crate): string[] {
  const lines = new TextDecoder().decode(files.get(SUMS)).trimEnd().split("\n");
  const listed = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  const unlisted = [...files.keys()].filter((path) =>
    path !== SUMS && path !== RUN_FILE && !listed.has(path)
  );
  const different = [...listed].filter(([path, digest]) => {
    const bytes = files.get(path);
    return bytes === undefined || sha256(bytes) !== digest;
  }).map(([path]) => path);
  // A bundle is also what its name says.
  const renamed = [...files].filter(([path, bytes]) =>
    path.startsWith(BUNDLES) && path !== bundlePath(sha256(bytes))
  ).map(([path]) => path);
  return [...new Set([...unlisted, ...different, ...renamed])].sort();
}

/**
 * Files of results of which the crate does not say which of its stages make them, so that nobody could
 * make them again; and files that it says are made, or ran, and that it does not have.
 */
export function unexplainedFiles({ files, stages, plan }: Crate): string[] {
  const outputs = new Map(stages.map(({ name, outputs }) => [name, outputs]));
  const isMade = (reference: object): boolean => {
    const { stage, output } = reference as { readonly stage: string; readonly output: string };
    return Object.hasOwn(outputs.get(stage) ?? {}, output);
  };
  const made = new Set([
    RUN_PAGE,
    ...plan.view.filter(isMade).map(({ path }) => path),
    ...Object.entries(plan.tables).filter(([, parts]) => parts.every(isMade))
      .flatMap(([table]) => [`tables/${table}.parquet`, `tables/${table}.csv`]),
    ...plan.claims.every(isMade) ? [CLAIMS] : [],
  ]);
  const isResult = (path: string): boolean => /^(report|tables)\//.test(path) || path === CLAIMS;
  return [
    ...new Set([
      ...[...files.keys()].filter((path) => isResult(path) && !made.has(path)),
      ...[...made, ...stages.map(({ components }) => bundlePath(components.code))]
        .filter((path) => !files.has(path)),
    ]),
  ].sort();
}

/** Where the bundle of a digest is. */
export function bundlePath(digest: string): string {
  return `${BUNDLES}${digest}.js`;
}

/** What became of the code of stages, compared with what this checkout makes of its sources. */
export interface CodeCheck {
  /** Digests that are what this checkout makes. */
  readonly same: ReadonlySet<string>;
  /** Digests that are not what the crate's own sources give, though they are those of this checkout. */
  readonly changed: readonly string[];
  /** Files of this checkout that are not the crate's, on which code stands that differs. */
  readonly otherSources: readonly string[];
}

/** Compares the bundles of a crate with those of this checkout. */
export async function checkCode({ files, stages }: Crate, bundler: Bundler): Promise<CodeCheck> {
  const same = new Set<string>();
  const changed = new Set<string>();
  const otherSources = new Set<string>();
  for (const [code, digest] of codesOf(stages)) {
    const own = await ownDigest(bundler, code);
    if (own === digest) {
      same.add(digest);
      continue;
    }
    const behind = own === undefined ? [] : [...bundler.filesOf(own)];
    const other = behind.filter(([file, digest]) => {
      const bytes = files.get(SOURCE + file);
      return bytes === undefined || sha256(bytes) !== digest;
    });
    if (own !== undefined && other.length === 0) changed.add(digest);
    else if (own === undefined) otherSources.add(code.entry);
    for (const [file] of other) otherSources.add(file);
  }
  return { same, changed: [...changed], otherSources: [...otherSources].sort() };
}

/** The digest of a code of this checkout, if it has it. */
async function ownDigest(bundler: Bundler, code: CodeReference): Promise<string | undefined> {
  try {
    return (await bundler.digest(code)).digest;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Each code of stages once, with its digest. */
function codesOf(stages: readonly PublishedStage[]): [CodeReference, string][] {
  const codes = new Map(
    stages.map(({ code, components }) =>
      [nameOf(code), [code, components.code] as [CodeReference, string]] as const
    ),
  );
  return [...codes.values()];
}

const nameOf = (code: CodeReference): string => canonicalJson(code as unknown as Json);

/** Gives out the bundles of a crate, as they are. */
export class CrateBundler extends Bundler {
  readonly #stages: ReadonlyMap<string, PublishedStage>;

  /**
   * @param root The folder that its sources were unpacked in.
   * @param trusted The digests of code that may load native packages: such code is not confined.
   */
  constructor(
    root: string,
    store: Store,
    readonly crate: Crate,
    readonly trusted: ReadonlySet<string>,
  ) {
    super(root, store);
    this.#stages = new Map(crate.stages.map((stage) => [nameOf(stage.code), stage]));
  }

  /** @throws {UsageError} If the code would load native packages and is not that of this checkout. */
  override digest(code: CodeReference): Promise<CodeDigest> {
    const { code: digest, runtime } = this.#stages.get(nameOf(code))!.components;
    if (code.native !== undefined && !this.trusted.has(digest)) {
      return Promise.reject(
        new UsageError(
          "Its code loads native packages, which nothing confines, and is not that of this checkout; " +
            `run "verify --crate" with the sources that the archive has.`,
        ),
      );
    }
    const { deno: _, ...native } = runtime;
    return Promise.resolve({ digest, native });
  }

  override text(code: CodeReference): Promise<string> {
    const { components } = this.#stages.get(nameOf(code))!;
    const bytes = this.crate.files.get(bundlePath(components.code));
    if (bytes !== undefined) return Promise.resolve(new TextDecoder().decode(bytes));
    return Promise.reject(
      new Error(`The archive has no ${bundlePath(components.code)}; get it again.`),
    );
  }

  override knows(code: CodeReference): boolean {
    return this.#stages.has(nameOf(code));
  }
}
