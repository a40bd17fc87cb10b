import { assert, assertEquals } from "@std/assert";
import { assemble } from "../../../pipeline/studies/assemble.ts";
import type { Profile } from "../../../pipeline/studies/contract.ts";
import { stochasticImplicit } from "../../../pipeline/studies/stochastic_implicit/study.ts";

const inProfile = (profile: Profile) => {
  const study = stochasticImplicit({ profile });
  const section = study.experiments.find(({ id }) => id === "poisoned-labels")!;
  const { stages } = assemble([study], profile);
  return { study, section, own: stages.filter(({ name }) => name.includes("poisoned")) };
};

Deno.test("poisoned labels run in the paper profile alone, and the others say so", () => {
  for (const profile of ["smoke", "default"] as const) {
    const { study, section, own } = inProfile(profile);
    assertEquals([section.figures, own.map(({ name }) => name)], [[], []]);
    assert(section.text.includes("a part of the paper profile alone"));
    assertEquals(study.claims.some(({ id }) => id === "poisoned_labels_help"), false);
  }
  const { study, section, own } = inProfile("paper");
  assertEquals(section.figures.map(({ id }) => id), ["poisoned_curves"]);
  assert(!section.text.includes("paper profile"));
  assert(study.claims.some(({ id }) => id === "poisoned_labels_help"));
  assert(own.length > 50, `${own.length}`);
});

Deno.test("in every profile each input of the study is an output of one of its stages", () => {
  for (const profile of ["smoke", "default", "paper"] as const) {
    const { stages } = assemble([stochasticImplicit({ profile })], profile);
    const outputs = new Set(
      stages.flatMap(({ name, outputs }) => outputs.map((output) => `${name} ${output}`)),
    );
    const wanted = stages.flatMap(({ inputs }) => Object.values(inputs).flat())
      .flatMap((input) => "stage" in input ? [`${input.stage} ${input.output}`] : []);
    assertEquals(wanted.filter((name) => !outputs.has(name)), []);
  }
});
