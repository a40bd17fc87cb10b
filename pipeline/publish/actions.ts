/**
 * The run as provenance, after Provenance Run Crate 0.5 (https://w3id.org/ro/wfrun/provenance/0.5): a
 * tool and a step for each kind of stage, with what stages of that kind are handed and give; an action
 * for each stage, and those of the steps, of the workflow and of the engine that had them done.
 *
 * @module
 */

import { canonicalJson, type Json, sha256 } from "../engine/canonical.ts";
import { type Artifact, referencesOf, type Stage } from "../engine/stage.ts";
import { type EntityGraph, localId, type Properties, type Reference } from "./graph.ts";
import type { PublishedStage } from "./records.ts";

/** What the actions refer to. */
export interface ActionContext {
  readonly graph: EntityGraph;
  /** The file of the crate with these bytes, if there is one. */
  readonly fileOf: (digest: string) => Reference | undefined;
  readonly version: string;
  /** What every tool needs to run. */
  readonly requirements: readonly Reference[];
}

/** What a workflow refers to of its steps. */
export interface Steps {
  readonly tools: readonly Reference[];
  readonly steps: readonly Reference[];
  readonly controls: readonly Reference[];
  readonly actions: readonly Reference[];
}

/** Describes stages and their kinds. */
export function describeStages(stages: readonly PublishedStage[], context: ActionContext): Steps {
  const { graph, version, requirements } = context;
  const positions = positionsOf(stages);
  const kinds = [...new Set(stages.map(({ kind }) => kind))];
  const tools = kinds.map((kind) =>
    graph.add(localId("tool", kind), {
      "@type": "SoftwareApplication",
      name: kind,
      description: `What stages of the kind "${kind}" run: code, handed parameters and inputs.`,
      softwareVersion: version,
      softwareRequirements: requirements,
    })
  );
  const steps = kinds.map((kind, i) => {
    const position = positions.get(kind);
    return graph.add(localId("step", kind), {
      "@type": "HowToStep",
      name: kind,
      // Kinds that need results of each other, as what is tuned and what tunes it, have no order.
      ...(position === undefined ? {} : { position }),
      workExample: tools[i]!,
    });
  });
  const actions = stages.map((stage) => describeStage(stage, context));
  const controls = kinds.map((kind, i) =>
    graph.add(localId("control", kind), {
      "@type": "ControlAction",
      name: `Had stages of the kind "${kind}" run`,
      instrument: steps[i]!,
      object: actions.filter((_, k) => stages[k]!.kind === kind),
    })
  );
  return { tools, steps, controls, actions };
}

/** One stage: what it was handed, and what it gave. */
function describeStage(stage: PublishedStage, context: ActionContext): Reference {
  const { graph } = context;
  const { name, kind, key, components, outputs } = stage;
  const tool = { "@id": localId("tool", kind) };
  const parameter = (use: "input" | "output", role: string, type: string): Reference => {
    const formal = graph.add(localId("tool", kind, use, role), {
      "@type": "FormalParameter",
      name: role,
      additionalType: type,
    });
    graph.link(tool, use, formal);
    return formal;
  };
  const example = (data: Reference, formal: Reference): Reference => {
    graph.link(data, "exampleOfWork", formal);
    graph.link(formal, "workExample", data);
    return data;
  };
  const value = (role: string, value: Json): Reference => {
    const text = canonicalJson(value);
    const given = graph.add(localId(role, sha256(text)), {
      "@type": "PropertyValue",
      name: role,
      value: text,
    });
    return example(given, parameter("input", role, "PropertyValue"));
  };
  const code = graph.add(...dataEntity({ digest: components.code }, "code", context));
  const object = [
    example(code, parameter("input", "code", "File")),
    value("parameters", components.parameters),
    value("random", components.random),
    ...Object.entries(components.inputs).sort().flatMap(([role, digests]) =>
      digests.map((digest) => {
        const data = graph.add(...dataEntity({ digest }, `${role} of ${name}`, context));
        return example(data, parameter("input", role, "File"));
      })
    ),
  ];
  const result = Object.entries(outputs).map(([output, artifact]) => {
    const data = graph.add(...dataEntity(artifact, `${output} of ${name}`, context));
    return example(data, parameter("output", output, "File"));
  });
  const written = Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  return graph.add(localId("action", name), {
    "@type": "CreateAction",
    name,
    identifier: key,
    instrument: tool,
    object: unique(object),
    result: unique(result),
    resourceUsage: [graph.add(localId("bytes-written", String(written)), {
      "@type": "PropertyValue",
      name: "bytes written",
      propertyID: graph.add(localId("bytes-written"), {
        "@type": "DefinedTerm",
        name: "bytes written",
        description: "The size of all outputs of a stage. Times and memory are in results.duckdb.",
      }),
      unitCode: "AD",
      value: written,
    })],
  });
}

/** The entity of an artifact: a file of the crate, or, of what it does not hold, its digest. */
function dataEntity(
  { digest, bytes }: { digest: string } & Partial<Artifact>,
  name: string,
  { fileOf }: ActionContext,
): [string, Properties] {
  const file = fileOf(digest);
  // A file is described already.
  if (file !== undefined) return [file["@id"], { "@type": "File" }];
  return [localId("sha256", digest), {
    "@type": "CreativeWork",
    name,
    sha256: digest,
    ...(bytes === undefined ? {} : { contentSize: bytes }),
  }];
}

function unique(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((reference) => [reference["@id"], reference])).values()];
}

/**
 * The positions of kinds in the order of execution: one that needs another's results has a greater
 * position. Kinds that need each other, directly or through others, have none.
 */
export function positionsOf(
  stages: readonly Pick<Stage, "name" | "kind" | "inputs">[],
): Map<string, number> {
  const kindOf = new Map(stages.map(({ name, kind }) => [name, kind]));
  const before = new Map(stages.map(({ kind }) => [kind, new Set<string>()]));
  for (const stage of stages) {
    for (const role of Object.keys(stage.inputs)) {
      for (const reference of referencesOf(stage as Stage, role)) {
        const kind = "stage" in reference ? kindOf.get(reference.stage) : undefined;
        if (kind !== undefined && kind !== stage.kind) before.get(stage.kind)!.add(kind);
      }
    }
  }
  const needs = new Map(
    [...before.keys()].map((kind) => {
      const reached = new Set(before.get(kind));
      for (const one of reached) for (const other of before.get(one)!) reached.add(other);
      return [kind, reached];
    }),
  );
  const positions = new Map<string, number>();
  const ordered = [...needs].sort(([, a], [, b]) => a.size - b.size);
  for (const [kind, reached] of ordered) {
    if (reached.has(kind)) continue;
    positions.set(kind, 1 + reached.size);
  }
  return positions;
}
