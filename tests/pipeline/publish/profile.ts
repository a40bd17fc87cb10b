/**
 * What an RO-Crate must be to be a Provenance Run Crate 0.5, as rocrate-validator 0.13 checks it (its
 * shapes "must" of ro-crate 1.1, workflow-ro-crate 1.0, process-, workflow- and provenance-run-crate
 * 0.5), and what its users have tripped over besides: references to nothing, paths of nothing, numbers
 * as texts.
 *
 * @module
 */

type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/** An entity of the graph. */
export type Entity = { "@id": string; "@type": string | string[] } & Record<string, Value>;

/** The metadata file. */
export interface Metadata {
  "@context": Value;
  "@graph": Entity[];
}

const RUN_PROFILES = ["process", "workflow", "provenance"].map((name) =>
  `https://w3id.org/ro/wfrun/${name}/0.5`
);
const WORKFLOW_PROFILE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
const TOOLS = ["SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow"];
/** Properties whose values count or measure something. */
const NUMBERS = ["position", "contentSize"];

/** What of the metadata is against the profile, given the paths of the files in the crate; a sentence each. */
export function violations(metadata: Metadata, paths: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const entities = new Map(metadata["@graph"].map((entity) => [entity["@id"], entity]));
  const must = (holds: boolean, sentence: string): void => {
    if (!holds) found.push(sentence);
  };
  const list = (value: Value | undefined): Value[] =>
    value === undefined ? [] : Array.isArray(value) ? value : [value];
  const ids = (value: Value | undefined): string[] =>
    list(value).flatMap((item) =>
      typeof item === "object" && item !== null && !Array.isArray(item) ? [String(item["@id"])] : []
    );
  const isA = (id: string, ...types: string[]): boolean =>
    list(entities.get(id)?.["@type"]).some((type) => types.includes(String(type)));
  /** A property that leads to at least one entity, and to entities of some type alone. */
  const leads = (entity: Entity, property: string, ...types: string[]): string[] => {
    const to = ids(entity[property]);
    must(
      to.length > 0 && to.every((id) => isA(id, ...types)),
      `${entity["@id"]} has no ${property} that is a ${types.join(" or ")}`,
    );
    return to;
  };

  // The descriptor and the root.
  must(entities.size === metadata["@graph"].length, "two entities have one @id");
  const context = list(metadata["@context"]);
  for (const name of ["ro/crate/1.1/context", "ro/terms/workflow-run/context"]) {
    must(context.includes(`https://w3id.org/${name}`), `the context lacks ${name}`);
  }
  const descriptor = entities.get("ro-crate-metadata.json");
  const root = entities.get("./");
  if (descriptor === undefined || root === undefined) return ["there is no descriptor or no root"];
  must(isA(descriptor["@id"], "CreativeWork"), "the descriptor is no CreativeWork");
  must(ids(descriptor.about)[0] === "./", "the descriptor is not about the root");
  for (const profile of ["https://w3id.org/ro/crate/1.1", WORKFLOW_PROFILE]) {
    must(
      ids(descriptor.conformsTo).includes(profile),
      `the descriptor lacks conformsTo ${profile}`,
    );
  }
  must(isA("./", "Dataset"), "the root is no Dataset");
  for (const profile of [...RUN_PROFILES, WORKFLOW_PROFILE]) {
    must(ids(root.conformsTo).includes(profile), `the root lacks conformsTo ${profile}`);
    must(isA(profile, "CreativeWork"), `${profile} is no CreativeWork`);
  }
  for (const name of ["name", "description"]) {
    must(typeof root[name] === "string" && root[name] !== "", `the root has no ${name}`);
  }
  must(ISO_DATE.test(String(root.datePublished)), "the root has no datePublished");
  leads(root, "license", "CreativeWork");

  // The workflow and its tools.
  const [main] = leads(root, "mainEntity", "ComputationalWorkflow");
  const workflow = entities.get(main ?? "");
  if (workflow === undefined) return [...found, "there is no workflow"];
  for (const type of ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]) {
    must(isA(main!, type), `the workflow is no ${type}`);
  }
  must(paths.has(decodeURIComponent(main!)), "the workflow's file is not in the crate");
  leads(workflow, "programmingLanguage", "ComputerLanguage");
  const tools = leads(workflow, "hasPart", ...TOOLS);
  const steps = leads(workflow, "step", "HowToStep");
  const entitiesOf = (type: string): Entity[] =>
    [...entities.values()].filter((entity) => isA(entity["@id"], type));
  const actions = entitiesOf("CreateAction");
  for (const tool of tools) {
    must(actions.some(({ instrument }) => ids(instrument).includes(tool)), `${tool} was never run`);
  }
  for (const id of [main!, ...tools]) {
    const entity = entities.get(id)!;
    for (const use of ["input", "output"]) leads(entity, use, "FormalParameter");
  }
  for (const formal of entitiesOf("FormalParameter")) {
    must(typeof formal.additionalType === "string", `${formal["@id"]} has no additionalType`);
    must(ids(formal.workExample).length > 0, `${formal["@id"]} has no workExample`);
    for (const example of ids(formal.workExample)) {
      const back = ids(entities.get(example)?.exampleOfWork);
      must(back.includes(formal["@id"]), `${example} is no exampleOfWork of ${formal["@id"]}`);
    }
  }

  // What was done.
  for (const action of actions) {
    leads(action, "instrument", ...TOOLS);
    if (action["@id"] === "#run") continue;
    for (const usage of leads(action, "resourceUsage", "PropertyValue")) {
      must(entities.get(usage)!.propertyID !== undefined, `${usage} has no propertyID`);
      must(
        typeof entities.get(usage)!.value === "number",
        `${usage} has a value that is no number`,
      );
    }
  }
  for (const step of entitiesOf("HowToStep")) {
    must(steps.includes(step["@id"]), `${step["@id"]} is no step of the workflow`);
    const to = leads(step, "workExample", ...TOOLS);
    must(to.every((tool) => tools.includes(tool)), `${step["@id"]} leads to no tool`);
    const { position } = step;
    must(position === undefined || Number.isInteger(position), `${step["@id"]} has no position`);
  }
  const controls = entitiesOf("ControlAction");
  const controlled = controls.flatMap((control) => {
    leads(control, "instrument", "HowToStep");
    return leads(control, "object", "CreateAction");
  });
  const [run] = entitiesOf("OrganizeAction").flatMap((organize) => {
    leads(organize, "instrument", ...TOOLS);
    must(
      leads(organize, "object", "ControlAction").length === controls.length,
      "the OrganizeAction does not have all ControlActions",
    );
    return leads(organize, "result", "CreateAction");
  });
  must(run !== undefined, "there is no OrganizeAction");
  must(ids(entities.get(run ?? "")?.instrument)[0] === main, "the run is none of the workflow");
  must(
    controlled.length === actions.length - 1 && new Set(controlled).size === controlled.length,
    "not every action of a tool is controlled once",
  );

  // Data: all of it is of the root, and there; nothing leads nowhere.
  const parts = new Set(ids(root.hasPart));
  for (const id of parts) {
    if (isA(id, "Dataset")) ids(entities.get(id)!.hasPart).map((p) => parts.add(p));
  }
  const files = entitiesOf("File").map(({ "@id": id }) => id);
  for (const id of files) {
    must(paths.has(decodeURIComponent(id)), `${id} is not in the crate`);
    must(parts.has(id), `${id} is no part of the root`);
  }
  for (const path of paths) {
    if (path === "ro-crate-metadata.json") continue;
    must(files.some((id) => decodeURIComponent(id) === path), `${path} is not described`);
  }
  for (const entity of entities.values()) {
    for (const [property, value] of Object.entries(entity)) {
      if (NUMBERS.includes(property)) {
        must(typeof value === "number", `${entity["@id"]} has a ${property} that is no number`);
      }
      for (const item of list(value)) {
        must(item !== null && item !== "", `${entity["@id"]} has an empty ${property}`);
        if (typeof item !== "object" || item === null) continue;
        must(Object.keys(item).join() === "@id", `${entity["@id"]} is not flat in ${property}`);
      }
      for (const id of ids(value)) {
        must(entities.has(id), `${entity["@id"]} leads to ${id}, which is nothing`);
      }
    }
  }
  return found;
}
