/**
 * Stages that record something of methods on parametric problems, block by block.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import { type Cell, cellStage, type Gathering, type Measure } from "./experiment.ts";

/** What stages on parametric problems differ in. */
interface Recorded {
  readonly kind: "optimise" | "estimate";
  /** "path#export" of what is recorded. */
  readonly measure: string;
  /** What the stage calls the method's code, and its options. */
  readonly slot: "method" | "estimator";
  readonly slots?: Readonly<Record<string, string>>;
  readonly parameters: JsonObject;
  readonly inputs?: (cell: Cell, setting: string) => Stage["inputs"];
  /** Further labels of the stream. */
  readonly random?: readonly string[];
  readonly gathered: Gathering;
}

/** One stage a block of replications of a method: all share the random streams of the problem. */
export function recorded({ gathered, slot, inputs, random = [], ...of }: Recorded): Measure {
  return {
    gathered,
    stage: ({ name, code, options, tried, ...own }, cell) => {
      const { experiment, first, count } = cell;
      const { problem } = experiment;
      const setting = own.setting ?? experiment.setting ?? "";
      const level = own.level ?? experiment.level;
      const stage = cellStage(cell, {
        name: `${folder(cell, setting)}/${name}`,
        kind: of.kind,
        entry: "on_replications",
        slots: { measure: of.measure, [slot]: code, ...of.slots },
        parameters: {
          labels: {
            ...{ problem: problem.name, estimator: name, setting, first },
            ...(level === undefined ? {} : { level }),
          },
          count,
          problem: problem.options ?? {},
          ...(options === undefined ? {} : { [slot]: options }),
          ...tried,
          ...of.parameters,
        },
        inputs: inputs?.(cell, setting),
        outputs: Object.values(gathered.tables).map(({ from }) => from),
      });
      return { ...stage, random: [...cell.random, ...random] };
    },
  };
}

/** Where the stages of a block are, by the setting of their method. */
export function folder({ study, experiment: { id, problem }, b }: Cell, setting: string): string {
  return [study, id, problem.name, ...(setting === "" ? [] : [setting]), `block=${b}`].join("/");
}

/** Artifacts that a problem is made of, if any. */
export type Data = readonly InputReference[] | undefined;

export const dataOf = (data: Data): Stage["inputs"] => data === undefined ? {} : { data };

/** All of an experiment in one table. */
export const collected = (from: string, into: string): Gathering => ({
  name: "collect",
  tables: { table: { from, into } },
});
