import { assert, assertEquals } from "@std/assert";
import { stochasticImplicit } from "../../../pipeline/studies/stochastic_implicit/study.ts";
import type { Effort } from "../../../pipeline/measures/fixed_point_errors.ts";
import type { BlockLabels } from "../../../pipeline/measures/labels.ts";

interface Cell {
  readonly efforts: readonly Effort[];
  readonly labels: BlockLabels & { readonly setting: string };
  readonly problem: object;
  readonly count: number;
}

/** Efforts and replications of the stages of "budget-split" with a given setting. */
function runs(profile: "smoke" | "default", setting: RegExp) {
  return stochasticImplicit({ profile }).stages
    .filter(({ name }) => name.startsWith("stochastic-implicit/budget-split/"))
    .map(({ parameters }) => parameters as unknown as Cell)
    .filter(({ labels }) => setting.test(labels?.setting ?? ""));
}

Deno.test("all splits of a budget in ninths are tried, each once, the equal one among them", () => {
  for (const profile of ["smoke", "default"] as const) {
    for (const { efforts, labels } of runs(profile, /^budget=/)) {
      const budget = Number(labels.setting.replace("budget=", ""));
      assertEquals(efforts.length, 28);
      assertEquals(new Set(efforts.map(({ t, k }) => `${t}/${k}`)).size, 28);
      for (const { t, k, J, options } of efforts) {
        assertEquals(t + k + J, budget);
        assert([t, k, J].every((part) => Number.isInteger(part) && part >= budget / 9));
        assertEquals([options.t, options.k, options.J], [t, k, J]);
      }
      assert(efforts.some(({ t, k, J }) => t === k && k === J));
    }
  }
});

Deno.test("pilot runs are other replications of the same problems", () => {
  const pilots = runs("default", /^pilot$/);
  const others = runs("default", /^budget=/);
  const last = Math.max(...others.map(({ labels, count }) => labels.first + count));
  assert(pilots.length > 0 && pilots.every(({ labels }) => labels.first >= last));
  const problems = (
    some: typeof pilots,
  ) => [...new Set(some.map(({ labels, problem }) => JSON.stringify([labels.problem, problem])))];
  assertEquals(problems(pilots), problems(others));
  const replications = (some: typeof pilots) => some.reduce((sum, { count }) => sum + count, 0);
  assertEquals(replications(pilots), replications(others));
});
