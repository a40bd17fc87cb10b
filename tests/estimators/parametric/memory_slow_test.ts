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
const at = new Float64Array(d).fill(1);
// Code is compiled on the way
exactPass({ ...task, steps: 10 }, at, way, bufferPool());
const buffers = bufferPool();
gc();
gc();
const before = Deno.memoryUsage();
const { gradient } = exactPass(task, at, way, buffers);
// The pool keeps what it handed out: after a collection all of it is still there, garbage is not
gc();
const after = Deno.memoryUsage();
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
      args: [
        "run",
        "--no-check",
        "--v8-flags=--expose-gc",
        "--allow-all",
        file,
        way,
        `${steps}`,
        `${d}`,
      ],
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
      const measured = await measure(way, steps, d);
      // A quarter of a megabyte is for the code compiled on the way
      assert(
        measured.grown < measured.peak + MEGABYTE / 4,
        `${way}, ${steps} steps: ${JSON.stringify(measured)}`,
      );
    }
  }
});
