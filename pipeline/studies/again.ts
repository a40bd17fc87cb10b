/**
 * Claims judged again on other draws: the stages that they need, under names of their own.
 *
 * @module
 */

import { buildDag, withAncestors } from "../engine/dag.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import { type Claim, claimStage, type Draws } from "./claim.ts";
import type { Study } from "./contract.ts";

/** A study on other draws, and which of its claims are judged on them. */
export interface Again extends Draws {
  readonly study: Study;
  readonly claims: readonly Claim[];
}

/** The name of a study's stage on the draws of another seed. */
export const nameOnSeed = (seed: number, name: string): string => `seed=${seed}/${name}`;

/** Where a claim that is judged again has its row. */
export function rowAgain({ study, seed }: Again, { id }: Claim): InputReference {
  return { stage: nameOnSeed(seed, `${study.id}/claim/${id}`), output: "table" };
}

/** Of the study's stages those that the claims need. What does not depend on the seed has the same key. */
export function stagesAgain({ study, claims, seed, purpose, complete }: Again): Stage[] {
  const draws = { seed, purpose, complete };
  const judges = claims.map((claim) => claimStage(study.id, claim, draws));
  // Experiments may share stages.
  const own = new Map([...study.stages, ...judges].map((stage) => [stage.name, stage]));
  const dag = buildDag([...own.values()]);
  const needed = withAncestors(dag, judges.map(({ name }) => name));
  const named = (of: InputReference): InputReference =>
    "stage" in of ? { ...of, stage: nameOnSeed(seed, of.stage) } : of;
  return [...dag.byName.values()].filter(({ name }) => needed.has(name)).map((stage) => ({
    ...stage,
    name: nameOnSeed(seed, stage.name),
    inputs: Object.fromEntries(
      Object.entries(stage.inputs).map(([role, of]) => [
        role,
        Array.isArray(of) ? of.map(named) : named(of as InputReference),
      ]),
    ),
  }));
}
