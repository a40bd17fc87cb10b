import { assert, assertEquals } from "@std/assert";
import { rowsIn } from "../tables.ts";
import { stage as passes } from "../../../pipeline/stages/meta_passes.ts";
import { penalisedSinusoid } from "../../../pipeline/slots/few_shot_problems.ts";
import { counterExampleProblem } from "../../../pipeline/slots/meta_problems.ts";

Deno.test("one estimate: calls by formula; memory constant, ∝ r, and in between", async () => {
  const { rows } = await passes({ problem: counterExampleProblem as never })(
    {
      name: "p",
      problem: { slopes: [0, 1] },
      steps: [16, 100],
      trajectories: ["stored", "checkpointed", "recomputed"],
    },
    {},
    ["tests", "passes"],
  );
  type Pass = Record<
    "steps" | "peak_bytes" | "made_bytes" | "inner_gradients" | "hessian_vectors",
    number
  >;
  const all = rowsIn<Pass & { estimator: string }>(rows);
  const of = (estimator: string) => all.filter((row) => row.estimator === estimator);
  assertEquals(of("recomputed").map((row) => row.inner_gradients), [16 + 120, 100 + 4950]);
  assertEquals(of("stored").map((row) => row.hessian_vectors), [16, 100]);
  assertEquals(of("first-order").map((row) => row.hessian_vectors), [0, 0]);
  const growth = (estimator: string): number => {
    const [few, many] = of(estimator);
    return many!.peak_bytes - few!.peak_bytes;
  };
  assertEquals(growth("recomputed"), 0);
  assertEquals(growth("stored"), 8 * 84);
  assert(growth("checkpointed") > 0 && growth("checkpointed") < 8 * 20);
  // Nothing is made beside the pool, and nothing that comes back is made anew
  for (const row of all) assertEquals(row.made_bytes, row.peak_bytes);
});

Deno.test("what oracles make for themselves is not metered, what the estimate makes is", async () => {
  const { rows } = await passes({ problem: penalisedSinusoid as never })(
    {
      name: "p",
      problem: {
        ...{ hidden: [2], shots: 3, queries: 3, stepSize: 0.01, judged: 1, penalties: [-3, 0] },
      },
      steps: [4, 40],
      trajectories: ["stored", "recomputed"],
    },
    {},
    ["tests", "passes"],
  );
  type Pass = { estimator: string; made_bytes: number; phi_bytes: number };
  const of = (name: string) => rowsIn<Pass>(rows).filter(({ estimator }) => estimator === name);
  const [few, many] = of("recomputed");
  assertEquals(many!.made_bytes, few!.made_bytes);
  const [short, long] = of("stored");
  assertEquals(long!.made_bytes - short!.made_bytes, 36 * long!.phi_bytes);
});
