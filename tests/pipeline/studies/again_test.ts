import { assert, assertEquals } from "@std/assert";
import { rowAgain, stagesAgain } from "../../../pipeline/studies/again.ts";
import { STUDIES } from "../../../pipeline/studies/catalogue.ts";
import { CONFIRMATION_SEEDS, SEED } from "../../../pipeline/studies/seeds.ts";
import { buildDag } from "../../../pipeline/engine/dag.ts";

Deno.test("every study has a confirmation seed, and none is the study's", () => {
  assertEquals(Object.keys(CONFIRMATION_SEEDS).sort(), Object.keys(STUDIES).sort());
  const seeds = Object.values(CONFIRMATION_SEEDS);
  assertEquals(new Set([...seeds, SEED]).size, seeds.length + 1);
  for (const study of Object.values(STUDIES)) assertEquals(study({ profile: "smoke" }).seed, SEED);
});

Deno.test("claims are judged again from the same stages on other streams, and no others", () => {
  for (const factory of Object.values(STUDIES)) {
    const [own, other] = [SEED, 77].map((seed) => factory({ profile: "smoke", seed }));
    const claims = own.claims.slice(0, 1);
    const draws = { seed: 77, purpose: "repeat", complete: false } as const;
    const again = { study: other, claims, ...draws };
    const stages = stagesAgain(again);
    const dag = buildDag(stages);
    const [row] = claims.map((claim) => rowAgain(again, claim));
    assert("stage" in row! && dag.byName.has(row.stage));
    assert(stages.length <= own.stages.length, own.id);
    const known = new Map(own.stages.map((stage) => [stage.name, stage]));
    for (const { name, random = [], parameters } of stages) {
      const first = known.get(name.replace("seed=77/", ""));
      if (first === undefined) continue;
      // Nothing but the seed differs, in streams alone
      assertEquals(parameters, first.parameters, name);
      const [seed, ...stream] = first.random ?? [];
      assertEquals(random, seed === undefined ? [] : [77, ...stream], name);
    }
  }
});
