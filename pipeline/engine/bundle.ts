/**
 * Code digests by bundling: the code that is hashed is the code that runs.
 *
 * A stage's module is bundled with all it imports into one file, without types, comments, names of
 * files or unused helpers. The bundle is stored as a blob; its SHA-256 is the code digest, and a
 * worker executes that very blob, or, where many are bundled at once, a joint text of the same modules.
 * Bundling is remembered under the digests of the files that went in, so that a run with no edits only
 * re-hashes a few dozen small files.
 *
 * @module
 */

import { join } from "node:path";
import { buildBundles, buildJoint, type Bundle, refuseCode, type Sources } from "./build.ts";
import { canonicalJson, type Json, sealed, sha256, unsealed } from "./canonical.ts";
import { type Esbuild, startEsbuild } from "./esbuild.ts";
import type { CodeDigest } from "./key.ts";
import { type CodeReference, UsageError } from "./stage.ts";
import type { Store } from "./store.ts";

/** What is remembered of one bundle. */
export interface BundleMemo {
  /** The files that went in but those of the project's packages, with their SHA-256. */
  readonly files: readonly (readonly [string, string])[];
  readonly digest: string;
}

/** What the text of a memo says, or undefined if it is damaged. */
export function bundleMemo(text: string | undefined): BundleMemo | undefined {
  const body = text && unsealed(text);
  return body ? JSON.parse(body) as BundleMemo : undefined;
}

/** What a worker loads. */
export interface Loadable {
  readonly text: string;
  /** The digests of the codes in it; more than one in a joint text. */
  readonly codes: readonly string[];
}

/**
 * A bundle with more characters is loaded by itself: it has a package in it that others do not use, and
 * each opening of a joint text makes all functions in it.
 */
const JOINT_AT_MOST = 300_000;

/** How bundles are made: those of another version may be others. */
const BUILD = Deno.readTextFileSync(new URL("./build.ts", import.meta.url));

/** Digests the code of stages; one for a run, since it trusts a file to stay as first read. */
export class Bundler {
  readonly #sources = new Map<string, { text: string; digest: string } | undefined>();
  readonly #digests = new Map<string, Promise<CodeDigest>>();
  readonly #toolchain: string;
  /** What is asked for in this turn, by native packages. */
  readonly #pending = new Map<
    string,
    { codes: CodeReference[]; made: Promise<(() => Bundle)[]> }
  >();
  #esbuild: Promise<Esbuild> | undefined;
  /** The joint text that holds a bundle, by its digest; undefined if they do not go together. */
  readonly #joints = new Map<string, Promise<Loadable | undefined>>();
  readonly #project: Sources;

  constructor(readonly root: string, readonly store: Store) {
    this.#project = { root, source: (file) => this.#source(file)?.text };
    // Packages are what the lock file says they are; their files are not hashed one by one.
    this.#toolchain = sha256(BUILD + this.#file("deno.json") + this.#file("deno.lock"));
  }

  /**
   * The digest of a stage's code.
   *
   * @param bundling Is told if it has to be bundled.
   */
  digest(code: CodeReference, bundling?: () => void): Promise<CodeDigest> {
    const name = canonicalJson(code as unknown as Json);
    let digest = this.#digests.get(name);
    if (digest === undefined) {
      digest = this.#digest(code, sha256(name), bundling);
      this.#digests.set(name, digest);
    }
    return digest;
  }

  /** The bundle of a stage's code; one that is damaged in the store is made again. */
  async text(code: CodeReference): Promise<string> {
    const { digest } = await this.digest(code);
    if (this.store.get(digest) === undefined) {
      const { text } = await this.#bundle(code);
      if (this.store.put(new TextEncoder().encode(text)).digest !== digest) {
        await this.store.putFile(this.#place(sha256(canonicalJson(code as unknown as Json))), "");
        throw new Error(
          `The bundle of ${code.entry} was lost, and the packages below node_modules make another of ` +
            "it now; run the command again.",
        );
      }
    }
    return this.store.text(digest);
  }

  /**
   * What a worker loads to run a stage's code: its bundle, or a joint text with what else was bundled.
   *
   * @param own Only its bundle will do.
   */
  async loadable(code: CodeReference, own: boolean): Promise<Loadable> {
    const { digest } = await this.digest(code);
    const joint = own ? undefined : await this.#joints.get(digest);
    return joint ?? { text: await this.text(code), codes: [digest] };
  }

  /** True if a stage's code was bundled, and its files are as they were. */
  knows(code: CodeReference): boolean {
    const name = canonicalJson(code as unknown as Json);
    return this.#digests.has(name) || this.#remembered(this.#place(sha256(name))) !== undefined;
  }

  /** The files behind a bundle of the past, for `explain`. */
  filesOf(digest: string): ReadonlyMap<string, string> {
    const text = this.store.file(join("code", `${digest}.files.json`));
    try {
      return new Map(JSON.parse(text ?? "[]") as [string, string][]);
    } catch {
      return new Map();
    }
  }

  /** Stops the bundler's helper process, if it was started. */
  async close(): Promise<void> {
    // Told to end while it makes one, it prints the stacks of its threads.
    await Promise.all(this.#joints.values());
    await (await this.#esbuild?.catch(() => undefined))?.stop();
  }

  async #digest(
    code: CodeReference,
    name: string,
    bundling?: () => void,
  ): Promise<CodeDigest> {
    const place = this.#place(name);
    const native = Object.fromEntries(
      (code.native ?? []).map((name) => [name, this.#locked(name)]),
    );
    const memo = this.#remembered(place);
    if (memo !== undefined) return { digest: memo.digest, native };
    bundling?.();
    const { text, files } = await this.#bundle(code);
    const artifact = this.store.put(new TextEncoder().encode(text));
    const fresh: BundleMemo = {
      files: files.map((file) => [file, this.#hash(file)!]),
      digest: artifact.digest,
    };
    await this.store.putFile(
      join("code", `${artifact.digest}.files.json`),
      JSON.stringify(fresh.files),
    );
    await this.store.putFile(place, sealed(JSON.stringify(fresh)));
    return { digest: fresh.digest, native };
  }

  #place(name: string): string {
    return join("code", `${name}-${this.#toolchain.slice(0, 16)}.json`);
  }

  #remembered(place: string): BundleMemo | undefined {
    const memo = bundleMemo(this.store.file(place));
    return memo?.files.every(([file, digest]) => this.#hash(file) === digest) ? memo : undefined;
  }

  /** The bundle of one code, made together with all that are asked for in the same turn. */
  #bundle(code: CodeReference): Promise<Bundle> {
    const natives = canonicalJson([...code.native ?? []].sort());
    let pending = this.#pending.get(natives);
    if (pending === undefined) {
      const codes: CodeReference[] = [];
      const made = new Promise((resolve) => setTimeout(resolve)).then(() => {
        this.#pending.delete(natives);
        return this.#bundleAll(codes);
      });
      this.#pending.set(natives, pending = { codes, made });
    }
    const at = pending.codes.push(code) - 1;
    return pending.made.then((bundles) => bundles[at]!());
  }

  /** The bundles of codes with the same native packages, or the mistake in each. */
  async #bundleAll(codes: readonly CodeReference[]): Promise<(() => Bundle)[]> {
    const esbuild = await (this.#esbuild ??= startEsbuild());
    const natives = new Map((codes[0]!.native ?? []).map((name) => [name, this.#specifier(name)]));
    try {
      const bundles = await buildBundles(esbuild, this.#project, codes, natives);
      if (natives.size === 0) this.#join(esbuild, codes, bundles);
      return bundles.map((bundle) => () => bundle);
    } catch (error) {
      if (codes.length === 1) return [() => refuseCode(codes[0]!, error)];
      const each: (() => Bundle)[] = [];
      for (const code of codes) each.push(...await this.#bundleAll([code]));
      return each;
    }
  }

  /** Begins a joint text of what is bundled at once. */
  #join(esbuild: Esbuild, codes: readonly CodeReference[], bundles: readonly Bundle[]): void {
    const joined = new Map(codes.flatMap((code, i) => {
      const { text } = bundles[i]!;
      return text.length > JOINT_AT_MOST ? [] : [[sha256(text), code]];
    }));
    if (joined.size < 2) return;
    const joint = buildJoint(esbuild, this.#project, joined)
      .then((text) => ({ text, codes: [...joined.keys()] }), () => undefined);
    for (const digest of joined.keys()) this.#joints.set(digest, joint);
  }

  /** The exact npm specifier of a package, from the import map. */
  #specifier(name: string): string {
    const imports =
      (JSON.parse(this.#file("deno.json")) as { imports: Record<string, string> }).imports;
    const specifier = imports[name];
    if (specifier === undefined) {
      throw new UsageError(
        `The native package "${name}" is not in the imports of deno.json; add it.`,
      );
    }
    return specifier;
  }

  /** Version and integrity of a package in the lock file. */
  #locked(name: string): string {
    const exact = this.#specifier(name).replace(/^npm:/, "");
    const packages = (JSON.parse(this.#file("deno.lock")) as {
      npm: Record<string, { integrity: string }>;
    }).npm;
    const entry = Object.entries(packages).find(([id]) =>
      id === exact || id.startsWith(`${exact}_`)
    );
    if (entry === undefined) {
      throw new UsageError(
        `The package ${exact} is not in deno.lock; run "deno install" and commit the lock.`,
      );
    }
    return `${exact} ${entry[1].integrity}`;
  }

  /** @throws If it cannot be read. */
  #file(file: string): string {
    return this.#source(file)?.text ?? Deno.readTextFileSync(join(this.root, file));
  }

  #hash(file: string): string | undefined {
    return this.#source(file)?.digest;
  }

  /** A file as this run first saw it: an edit in the middle of a run cannot leak in. */
  #source(file: string): { text: string; digest: string } | undefined {
    if (!this.#sources.has(file)) {
      try {
        const text = Deno.readTextFileSync(join(this.root, file));
        this.#sources.set(file, { text, digest: sha256(text) });
      } catch {
        this.#sources.set(file, undefined);
      }
    }
    return this.#sources.get(file);
  }
}
