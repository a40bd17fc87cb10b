/**
 * `ro-crate-metadata.json`: what is in a crate and how it came about, after RO-Crate 1.1, Workflow
 * RO-Crate 1.0 and Provenance Run Crate 0.5. Nothing in it depends on when, where or how fast it ran.
 *
 * @module
 */

import type { Json } from "../engine/canonical.ts";
import { describeStages, type Steps } from "./actions.ts";
import { EntityGraph, fileId, localId, type Reference } from "./graph.ts";
import type { PublishedStage } from "./records.ts";

/** A file of a crate. */
export interface CrateFile {
  readonly path: string;
  /** Missing of what differs between runs with equal results. */
  readonly digest?: string;
  readonly bytes?: number;
  /** The digest of the stage's output that it shows, which a page does with the commit in its place. */
  readonly output?: string;
}

/** What is said of the software, as `codemeta.json` has it. */
export interface Codemeta {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly license: string;
  readonly author: readonly { readonly type: string; readonly name: string }[];
  readonly keywords: readonly string[];
  readonly runtimePlatform: string;
  readonly referencePublication: readonly string[];
}

/** What a crate is about. */
export interface CrateDescription {
  readonly codemeta: Codemeta;
  /** The profile, and what else was asked for, by option. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Of the commit, seconds since 1970. */
  readonly seconds: number;
  /** Its hash, and whether the sources are not as in it. */
  readonly commit?: string;
  readonly files: readonly CrateFile[];
  readonly stages: readonly PublishedStage[];
}

/** The file that is the workflow: which studies there are. */
export const WORKFLOW = "source/pipeline/studies/catalogue.ts";
/** The folder of the sources. */
export const SOURCE = "source/";
/** The file that tells of the run. */
export const RUN_FILE = "results.duckdb";
/** The metadata, which describes all files but itself. */
export const METADATA = "ro-crate-metadata.json";

const RO_CRATE = "https://w3id.org/ro/crate/1.1";
const WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
const PROFILES: Readonly<Record<string, string>> = {
  "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
  "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
  "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
  [WORKFLOW_CRATE]: "Workflow RO-Crate",
};
const CONTEXT = [
  `${RO_CRATE}/context`,
  "https://w3id.org/ro/terms/workflow-run/context",
  { buildInstructions: "https://codemeta.github.io/terms/buildInstructions" },
];

const FORMATS: Readonly<Record<string, string>> = {
  html: "text/html",
  svg: "image/svg+xml",
  json: "application/json",
  jsonl: "application/jsonl",
  csv: "text/csv",
  parquet: "application/vnd.apache.parquet",
  js: "text/javascript",
  ts: "application/typescript",
  sql: "application/sql",
  md: "text/markdown",
  duckdb: "application/vnd.duckdb.file",
};

/** The metadata as text. */
export function crateMetadata(crate: CrateDescription): string {
  const graph = new EntityGraph();
  const { codemeta, files, stages } = crate;
  const date = new Date(crate.seconds * 1000).toISOString().replace(".000Z", "Z");
  graph.add(METADATA, {
    "@type": "CreativeWork",
    about: { "@id": "./" },
    conformsTo: [{ "@id": RO_CRATE }, { "@id": WORKFLOW_CRATE }],
  });
  graph.add(RO_CRATE, {
    "@type": "CreativeWork",
    name: "RO-Crate Metadata Specification",
    version: "1.1",
  });
  const authors = codemeta.author.map(({ type, name }) =>
    graph.add(localId("author", name), { "@type": type, name })
  );
  const license = graph.add(codemeta.license, {
    "@type": "CreativeWork",
    name: codemeta.license.split("/").at(-1)!,
    description: "The licence of all that is in this crate; its text is the file LICENSE.",
  });
  const profile = String(crate.options.profile);
  graph.add("./", {
    "@type": "Dataset",
    name: `${codemeta.name} ${codemeta.version}, profile ${profile}`,
    description: codemeta.description,
    version: codemeta.version,
    datePublished: date,
    license,
    author: authors,
    keywords: codemeta.keywords,
    conformsTo: Object.entries(PROFILES).map(([id, name]) =>
      graph.add(id, { "@type": "CreativeWork", name, version: id.split("/").at(-1)! })
    ),
    citation: codemeta.referencePublication.map((url) =>
      graph.add(url, { "@type": "ScholarlyArticle", name: url.split("/").slice(-2).join(" ") })
    ),
    mainEntity: { "@id": fileId(WORKFLOW) },
    hasPart: [],
    mentions: [],
  });
  describeFiles(graph, crate);
  const pathOf = new Map(
    files.map(({ path, digest, output }) => [output ?? digest, path] as const).reverse(),
  );
  const deno = graph.add("#deno", {
    "@type": "SoftwareApplication",
    name: codemeta.runtimePlatform.split(" ")[0]!,
    softwareVersion: codemeta.runtimePlatform.split(" ")[1]!,
    url: "https://deno.com/",
  });
  const steps = describeStages(stages, {
    graph,
    fileOf: (digest) => pathOf.has(digest) ? { "@id": fileId(pathOf.get(digest)!) } : undefined,
    version: codemeta.version,
    requirements: [deno],
  });
  describeRun(graph, crate, steps, deno, authors[0]!);
  return JSON.stringify({ "@context": CONTEXT, "@graph": graph.entities() as Json[] }, null, 1) +
    "\n";
}

/** The files; those of the sources in their folder. */
function describeFiles(graph: EntityGraph, { files, commit }: CrateDescription): void {
  const source = graph.add(SOURCE, {
    "@type": "Dataset",
    name: "The sources",
    ...(commit === undefined ? {} : { version: commit }),
    hasPart: [],
  });
  graph.link({ "@id": "./" }, "hasPart", source);
  for (const { path, digest, bytes } of files) {
    const format = FORMATS[path.split(".").at(-1)!];
    const file = graph.add(fileId(path), {
      "@type": path === WORKFLOW
        ? ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]
        : "File",
      name: path,
      ...(format === undefined ? {} : { encodingFormat: format }),
      ...(bytes === undefined ? {} : { contentSize: bytes }),
      ...(digest === undefined ? {} : { sha256: digest }),
      ...(path === RUN_FILE
        ? { description: "All tables; alone of all files it tells of the run, too." }
        : {}),
    });
    graph.link(path.startsWith(SOURCE) ? source : { "@id": "./" }, "hasPart", file);
  }
}

/** The workflow, and that it was run. */
function describeRun(
  graph: EntityGraph,
  { codemeta, options, files }: CrateDescription,
  { tools, steps, controls, actions }: Steps,
  deno: Reference,
  agent: Reference,
): void {
  const workflow = { "@id": fileId(WORKFLOW) };
  const root = { "@id": "./" };
  graph.set(workflow, {
    name: `The studies of ${codemeta.name}`,
    programmingLanguage: graph.add("#typescript", {
      "@type": "ComputerLanguage",
      name: "TypeScript",
      url: "https://www.typescriptlang.org/",
    }),
    license: { "@id": codemeta.license },
    hasPart: tools,
    step: steps,
    buildInstructions: { "@id": "deno.lock" },
  });
  const example = (use: "input" | "output", name: string, type: string, data: Reference): void => {
    const formal = graph.add(localId("workflow", use, name), {
      "@type": "FormalParameter",
      name,
      additionalType: type,
    });
    graph.link(workflow, use, formal);
    graph.link(data, "exampleOfWork", formal);
    graph.link(formal, "workExample", data);
  };
  const given = Object.entries(options).map(([name, value]) => {
    const data = graph.add(localId("option", name), { "@type": "PropertyValue", name, value });
    const type = typeof value === "number"
      ? "Integer"
      : typeof value === "string"
      ? "Text"
      : "Boolean";
    example("input", name, type, data);
    return data;
  });
  const results = files.flatMap(({ path }) => {
    const name = /^(report|tables)\/|^claims(?=\.json$)/.exec(path)?.[0].replace("/", "");
    if (name === undefined) return [];
    const data = { "@id": fileId(path) };
    example("output", name, "File", data);
    return [data];
  });
  const run = graph.add("#run", {
    "@type": "CreateAction",
    name: `Run of the studies of ${codemeta.name}`,
    instrument: workflow,
    object: given,
    result: results,
    agent,
  });
  const organize = graph.add("#organize", {
    "@type": "OrganizeAction",
    name: `Run of ${codemeta.name} ${codemeta.version}`,
    instrument: graph.add("#engine", {
      "@type": "SoftwareApplication",
      name: codemeta.name,
      softwareVersion: codemeta.version,
      softwareRequirements: [deno],
    }),
    object: controls,
    result: run,
    agent,
  });
  for (const action of [run, organize, ...controls, ...actions]) {
    graph.link(root, "mentions", action);
  }
}
