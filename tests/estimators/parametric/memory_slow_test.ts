import { assert } from "@std/assert";

const FOLDER = import.meta.resolve("../../../");

/** One pass through r steps on a diagonal quadratic loss in d dimensions, by a process of its own. */
const PROGRAM = `
import { bufferPool } from "${FOLDER}estimators/parametric/buffers.ts";
import { exactPass } from "${FOLDER}estimators/parametric/exact_pass.ts";
const [way, steps, d] = [Deno.args[0], Number(Deno.args[1]), Number(Deno.args[2])];
const loss = {
  value: () => 0,
  gradient(_, phi, out) { for (let l = 0; l < phi.length; l++) out[l] = phi[l] / (1 + l); },
  hessianVector(_, phi, v, out) { for (let l = 0; l < v.length; l++) out[l] = v[l] / (1 + l); },
};
const task = { dTheta: d, dPhi: d, steps, stepSize: 1e-4, inner: loss, outer: loss };
const buffers = bufferPool();
const at = new Float64Array(d).fill(1);
const before = Deno.memoryUsage();
const { gradient } = exactPass(task, at, way, buffers);
const after = Deno.memoryUsage();
// Nothing is dropped before the end: what was allocated is still there, but for what was collected
const grown = after.external + after.heapUsed - before.external - before.heapUsed;
console.log(JSON.stringify({ grown, peak: buffers.peakBytes, sum: gradient[0] }));
`;

interface Measured {
  /** Bytes by which heap and arrays of the process grew. */
  readonly grown: number;
  /** Bytes that the meter says. */
  readonly peak: number;
}

async function measure(way: string, steps: number, d: number): Promise<Measured> {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(file, PROGRAM);
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-all", file, way, `${steps}`, `${d}`],
      stdout: "piped",
      stderr: "piped",
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(file);
  }
}

const MEGABYTE = 1 << 20;

Deno.test("a process grows as the meter says: by the trajectory if stored, by nothing else", async () => {
  const d = 128;
  const stored = await measure("stored", 10000, d);
  // 10 000 arrays have some 200 bytes each beside their numbers
  assert(stored.peak > 9.7 * MEGABYTE && stored.grown > stored.peak, JSON.stringify(stored));
  assert(stored.grown < 1.5 * stored.peak, JSON.stringify(stored));
  for (const way of ["recomputed", "checkpointed"]) {
    for (const steps of [10, 10000]) {
      const { grown } = await measure(way, steps, d);
      // Code and small objects of the process take up to a megabyte or so
      assert(grown < 2 * MEGABYTE, `${way}, ${steps} steps: ${grown} bytes`);
    }
  }
});
