/**
 * Bundles: a stage's module with all it imports in one text, without types, comments or unused code; and
 * joint texts, which hold the modules of many stages, each once.
 *
 * @module
 */

import { extname, join, relative, resolve } from "node:path";
import type { BuildOptions, Loader, Metafile, Plugin } from "esbuild";
import { sha256 } from "./canonical.ts";
import type { Esbuild } from "./esbuild.ts";
import { isOfPackage, knownBy } from "./package_files.ts";
import { type CodeReference, UsageError } from "./stage.ts";

/** A stage's code as it is run. */
export interface Bundle {
  readonly text: string;
  /** The files that it is known by, in alphabetical order. */
  readonly files: readonly string[];
}

/**
 * What may be imported of Deno's built-in modules without a package declared as native: what gives
 * the same result for the same arguments.
 */
const PURE_BUILT_INS: Readonly<Record<string, readonly string[]>> = {
  "node:crypto": ["createHash"],
};

/** Where the project lies, and the text of each of its files, given the path from there. */
export interface Sources {
  readonly root: string;
  readonly source: (file: string) => string | undefined;
}

/**
 * The bundles of codes, in their order. What several have in common is read and parsed once; the text
 * of each is the same as if it were made alone.
 *
 * @param natives Packages that stay outside, with their exact specifiers.
 * @throws esbuild's errors if one of them cannot be bundled; see `refuseCode`.
 */
export async function buildBundles(
  esbuild: Esbuild,
  sources: Sources,
  codes: readonly CodeReference[],
  natives: ReadonlyMap<string, string>,
): Promise<Bundle[]> {
  const { root } = sources;
  const entries = codes.map(entrySource);
  const { outputFiles, metafile } = await esbuild.build({
    ...optionsFor(root, natives),
    entryPoints: codes.map((_, i) => ({ in: `entry:${i}`, out: String(i) })),
    metafile: true,
    format: "esm",
    plugins: [
      exactSources(
        sources,
        entries,
        natives,
        (names, from) => `export { ${names} } from "${from}";`,
      ),
    ],
  });
  requireNamed(metafile);
  const texts = new Map(
    outputFiles.map((file) => [relative(join(root, "bundles"), file.path), file]),
  );
  const exists = (file: string): boolean => sources.source(file) !== undefined;
  return codes.map((_, i) => ({
    text: texts.get(`${i}.js`)!.text,
    files: knownBy(filesBehind(`entry:${i}`, metafile), root, exists),
  }));
}

/**
 * One text that holds the modules of many codes, each once. Its default export takes the built-in
 * modules and gives, by the name of a code, what begins its modules and returns what they export. Each
 * call makes all modules anew: who calls it once for each code gives each what its bundle would, and
 * they share machine code, which otherwise is made once a bundle.
 *
 * @param codes By name, without native packages.
 * @throws esbuild's errors if one of them cannot be bundled, or would not be what it is alone.
 */
export async function buildJoint(
  esbuild: Esbuild,
  sources: Sources,
  codes: ReadonlyMap<string, CodeReference>,
): Promise<string> {
  const entries = [...codes.values()].map(entrySource);
  const runs = [...codes.keys()].map((name, i) => `"${name}": () => require("entry:${i}")`);
  entries.push(`export const runs = { ${runs.join(", ")} };`);
  // No stage can know these names.
  const [builtIns, joint, outer] = ["builtIns", "joint", "arguments"]
    .map((name) => `${name}_${sha256(entries.join())}`) as [string, string, string];
  const shared = optionsFor(sources.root, NONE);
  const { outputFiles } = await esbuild.build({
    ...shared,
    entryPoints: [{ in: `entry:${codes.size}`, out: "joint" }],
    format: "iife",
    globalName: joint,
    // esbuild forgets to dispose of what a module declares with `using` where it makes a function of it.
    supported: { ...shared.supported, using: false },
    define: { ...shared.define, arguments: outer },
    plugins: [
      exactSources(
        sources,
        entries,
        NONE,
        (names, from) => {
          if (names === "") throw new Error(`There is nothing to hand in of ${from}.`);
          return `export const { ${names} } = ${builtIns}["${from}"];`;
        },
      ),
    ],
  });
  const { text } = outputFiles[0]!;
  // In a function it would be that one's.
  if (text.includes(outer)) throw new Error("The module of a code uses `arguments`.");
  return `export default (${builtIns}) => {\n${text}return ${joint}.runs;\n};\n`;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** What the texts of codes have in common. */
function optionsFor(
  root: string,
  natives: ReadonlyMap<string, string>,
): BuildOptions & { readonly write: false } {
  return {
    outdir: "bundles",
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: "neutral",
    target: "esnext",
    mainFields: ["module", "main"],
    conditions: ["import", "default"],
    treeShaking: true,
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    charset: "utf8",
    // What is named only while a stage runs is in no key; nor is the name it is loaded by.
    supported: { "import-meta": false, ...(natives.size > 0 ? {} : { "dynamic-import": false }) },
    define: { "import.meta.main": "false" },
    logOverride: { "empty-import-meta": "error" },
    tsconfigRaw: "{}",
    logLevel: "silent",
  };
}

/**
 * Exact versions, and the very text that was hashed.
 *
 * @param builtIn A module that exports these names of a built-in module.
 */
function exactSources(
  { root, source }: Sources,
  entries: readonly string[],
  natives: ReadonlyMap<string, string>,
  builtIn: (names: string, from: string) => string,
): Plugin {
  return {
    name: "exact versions and the very text that was hashed",
    setup(build) {
      build.onResolve(
        { filter: /^entry:/ },
        // No stage may import another by this name.
        ({ path, kind, namespace }) =>
          kind === "entry-point" || namespace === "entry"
            ? { path: path.slice("entry:".length), namespace: "entry" }
            : undefined,
      );
      build.onLoad(
        { filter: /./, namespace: "entry" },
        ({ path }) => ({ contents: entries[Number(path)]!, resolveDir: root }),
      );
      const own = ownExports(source("deno.json"));
      build.onResolve({ filter: /^@?[a-z]/ }, ({ path }) => {
        const file = own.get(path);
        if (file !== undefined) return { path: join(root, file) };
        const exact = natives.get(path);
        return exact === undefined ? undefined : { path: exact, external: true };
      });
      build.onResolve(
        { filter: /^node:/ },
        ({ path, namespace }) =>
          natives.size > 0 || namespace === "built-in"
            ? { path, external: true }
            : { path, namespace: "built-in" },
      );
      build.onLoad({ filter: /./, namespace: "built-in" }, ({ path }) => ({
        contents: builtIn((PURE_BUILT_INS[path] ?? []).join(", "), path),
      }));
      // A bundle is known by the files that went in: no link, no ending that is guessed, no package.json
      // says which they are.
      build.onResolve({ filter: /^[./#]/ }, ({ path, importer, resolveDir, namespace }) => {
        if (namespace === "file" && isOfPackage(relative(root, importer))) return undefined;
        const file = resolve(resolveDir, path);
        return !path.startsWith("#") && source(relative(root, file)) !== undefined
          ? { path: file }
          : { errors: [{ text: `Could not resolve "${path}"` }] };
      });
      build.onLoad({ filter: /./, namespace: "file" }, ({ path, with: { type = "json" } }) => {
        const file = relative(root, path);
        if (isOfPackage(file)) return undefined;
        const loader = type === "json" ? LOADERS[extname(file)] : undefined;
        return loader !== undefined
          ? { contents: source(file)!, loader }
          : { errors: [{ text: `${file} is not imported as TypeScript, JavaScript or JSON` }] };
      });
    },
  };
}

/** What a module may be, by the ending of its file. */
const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".js": "js",
  ".mjs": "js",
  ".json": "json",
};

/** The files of the project by the names that others import them by. */
function ownExports(configuration = "{}"): Map<string, string> {
  const { name = "", exports = {} } = JSON.parse(configuration) as {
    readonly name?: string;
    readonly exports?: string | Readonly<Record<string, string>>;
  };
  const all = typeof exports === "string" ? { ".": exports } : exports;
  return new Map(Object.entries(all).map(([path, file]) => [`${name}${path.slice(1)}`, file]));
}

/** The module that joins a stage's code to what its slots name. */
function entrySource(code: CodeReference): string {
  const slots = Object.entries(code.slots ?? {}).sort(([a], [b]) => a < b ? -1 : 1);
  if (slots.length === 0) return `export { run } from "./${code.entry}";`;
  const imports = slots.map(([slot, reference]) => {
    const [file, name] = reference.split("#");
    if (!file || !name) {
      throw new UsageError(
        `The slot "${slot}" names "${reference}"; write it as "path/to/file.ts#export".`,
      );
    }
    return `import { ${name} as ${slot} } from "./${file}";`;
  });
  return [
    ...imports,
    `import { stage } from "./${code.entry}";`,
    `export const run = stage({ ${slots.map(([slot]) => slot).join(", ")} });`,
  ].join("\n");
}

/** The files that an entry reaches. */
function filesBehind(entry: string, { inputs }: Metafile): string[] {
  const reached = new Set([entry]);
  for (const file of reached) {
    for (const { path, external } of inputs[file]?.imports ?? []) {
      if (external !== true) reached.add(path);
    }
  }
  return [...reached].filter((file) => !/^(entry|built-in):/.test(file));
}

/** @throws {UsageError} If a file names others by a pattern, which a file that comes later may match. */
function requireNamed({ inputs }: Metafile): void {
  for (const [file, { imports }] of Object.entries(inputs)) {
    const pattern = imports.find(({ path, external }) => external === true && path.includes("*"));
    if (pattern === undefined || isOfPackage(file)) continue;
    throw new UsageError(
      `${file} imports what is only known while it runs (${pattern.path}); import each file by its name.`,
    );
  }
}

/** Says in one sentence why a code cannot be bundled. */
export function refuseCode(code: CodeReference, error: unknown): never {
  const first =
    (error as { errors?: { text: string; location?: { file: string; line: number } }[] })
      .errors?.[0];
  if (first === undefined) {
    const { message } = error as Error;
    if (error instanceof UsageError || !/\bservice\b/.test(message)) throw error;
    throw new Error(
      `esbuild, which bundles code, has ended (${message}), as it does when memory runs out; run the ` +
        "command again.",
    );
  }
  const { text, location } = first;
  const where = location && !location.file.startsWith("entry:")
    ? ` (${location.file}:${location.line})`
    : "";
  throw new UsageError(`The code of ${code.entry} cannot be bundled: ${text}${where}.`);
}
