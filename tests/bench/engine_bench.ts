/**
 * Speed of the engine on stages that do nothing: `deno bench -A tests/bench/engine_bench.ts`.
 *
 * @module
 */

import type { Stage } from "../../pipeline/engine/stage.ts";
import { from, JOIN, ScratchProject, stage } from "../pipeline/engine/scratch_project.ts";

/** Ten layers; each stage reads from two of the layer before. */
function layers(count: number): Stage[] {
  const width = count / 10;
  return Array.from({ length: count }, (_, i) => {
    const [layer, column] = [Math.floor(i / width), i % width];
    const parents = layer === 0 ? [] : [column, (column + 1) % width];
    return stage(`layer=${layer}/${column}`, "join.ts", {
      parameters: { label: `${i % 7}-${column}` },
      inputs: { x: parents.map((parent) => from(`layer=${layer - 1}/${parent}`)) },
    });
  });
}

const cold = layers(300);
const known = layers(1000);
const project = new ScratchProject({ "join.ts": JOIN });
globalThis.addEventListener("unload", () => project[Symbol.dispose]());
await project.run(known);

Deno.bench("1000 stages, nothing to do", { group: "run" }, async () => {
  await project.run(known);
});
Deno.bench("1000 stages, nothing to do, planned", { group: "run" }, async () => {
  await project.plan(known);
});
Deno.bench("300 stages, cold, two slots", { group: "run", n: 5, warmup: 1 }, async (b) => {
  using fresh = new ScratchProject({ "join.ts": JOIN });
  b.start();
  await fresh.run(cold);
  b.end();
});
