/**
 * The import graph of the project, and the two questions that are asked of it: who imports what
 * they must not, and who imports themselves.
 *
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";

/** One import, between two files named from the root of the repository. */
export interface Import {
  /** The file that imports. */
  from: string;
  /** The file that is imported. */
  to: string;
  /** Whether only types are imported, so that nothing of it is left at run time. */
  typeOnly: boolean;
}

/** What the files of a folder may import, as folders; a file belongs to the deepest folder named. */
export interface Layer {
  /** The folder, named from the root. */
  folder: string;
  /** Folders whose values, hence types too, may be imported. */
  values: string[];
  /** Folders of which types alone may be imported. */
  types: string[];
}

interface Resolved {
  specifier?: string;
}
interface DenoInfo {
  modules: {
    specifier: string;
    error?: string;
    dependencies?: { specifier: string; code?: Resolved; type?: Resolved }[];
  }[];
}

/**
 * Reads the imports among the modules, static and dynamic, as Deno itself resolves them.
 *
 * @param root The root of the repository, an absolute path that ends in a slash.
 * @param modules The modules to start from, named from the root.
 * @throws {Error} If Deno cannot read one of them.
 */
export async function readImports(root: string, modules: string[]): Promise<Import[]> {
  const directory = await Deno.makeTempDir({ prefix: "bigrad-imports-" });
  try {
    const entry = `${directory}/all.ts`;
    const urls = modules.map((path) => pathToFileURL(root + path).href);
    await Deno.writeTextFile(entry, urls.map((url) => `import ${JSON.stringify(url)};`).join("\n"));
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", `${root}deno.json`, entry],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return importsOf(JSON.parse(new TextDecoder().decode(stdout)), root);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function importsOf(info: DenoInfo, root: string): Import[] {
  const home = pathToFileURL(root).href;
  const local = (url: string | undefined): string | undefined =>
    url?.startsWith(home) && !url.includes("/node_modules/")
      ? fileURLToPath(url).slice(root.length)
      : undefined;
  return info.modules.flatMap(({ specifier, error, dependencies = [] }) => {
    const from = local(specifier);
    if (from === undefined) return [];
    if (error) throw new Error(`${from}: ${error}`);
    return dependencies.flatMap(({ code, type }) => {
      const to = local(code?.specifier ?? type?.specifier);
      return to === undefined ? [] : [{ from, to, typeOnly: code === undefined }];
    });
  });
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

/** A sentence for each import that the layers do not allow. Files in no layer may import anything. */
export function layerViolations(imports: Import[], layers: Layer[]): string[] {
  const layerOf = (path: string): Layer | undefined =>
    layers
      .filter(({ folder }) => isWithin(path, folder))
      .sort((a, b) => b.folder.length - a.folder.length)[0];
  return imports.flatMap(({ from, to, typeOnly }) => {
    const layer = layerOf(from);
    if (!layer || layer === layerOf(to)) return [];
    const allowed = typeOnly ? [...layer.values, ...layer.types] : layer.values;
    if (allowed.some((folder) => isWithin(to, folder))) return [];
    const what = typeOnly ? "types" : "values";
    return [`${from} imports ${what} from ${to}, which ${layer.folder} must not`];
  });
}

/** The first cycle of value imports found, as the files in order, or an empty list. */
export function valueCycle(imports: Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  function search(file: string, path: string[]): string[] {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of targets.get(file) ?? []) {
      const cycle = search(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  }
  for (const file of targets.keys()) {
    const cycle = search(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
