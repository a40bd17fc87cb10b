import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  mixedFixedPoint,
  type MixedFixedPointOptions,
} from "../../../estimators/parametric/mixed_fixed_point.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
import { everySequence, kinds, mean, squared, tinyWeighted } from "./fixed_point_support.ts";
import { assertNear, normals } from "./support.ts";

const ONE = { rule: "constant", size: 1 } as const;
const HALF = { rule: "constant", size: 0.5 } as const;
const MIXINGS = [0, 0.3, 1];

Deno.test("without noise and with steps of 1, every mixing is AID by fixed point", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x } = problem.start;
    const y = normals(problem.dy, name);
    for (const k of [0, 1, 2, 9]) {
      const { u: v } = stochasticImplicit({ t: 0, k, J: 1, steps: ONE })(problem, x, { y });
      for (const mixing of MIXINGS) {
        const mixed = mixedFixedPoint({ t: 0, k, J: 1, mixing, steps: ONE });
        assertNear(mixed(problem, x, { y }).u!, v!, 1e-13, `${name} ${k} ${mixing}`);
      }
    }
  }
});

Deno.test("without noise it converges to the exact gradient for every mixing and step", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x } = problem.start;
    const y = problem.exactLower(x);
    for (const mixing of MIXINGS) {
      for (const steps of [HALF, { rule: "decreasing", beta: 6, gamma: 6 }] as const) {
        const mixed = mixedFixedPoint({ t: 0, k: 600, J: 1, mixing, steps });
        const { gradient } = mixed(problem, x, { y });
        assertNear(gradient, problem.exactGradient(x), 1e-8, `${name} ${mixing}`);
      }
    }
  }
});

Deno.test("with noise its mean is what it is without, by enumeration", () => {
  const { x } = tinyWeighted.start;
  const y = normals(2, "mixed");
  for (const mixing of MIXINGS) {
    for (const k of [2, 3]) {
      const options = { t: 0, k, J: 1, mixing, steps: HALF };
      const all = everySequence(5, { linsys: k - 1, cross: 1 }).map((random) =>
        mixedFixedPoint({ ...options, batch: 1 })(tinyWeighted, x, { y, random })
      );
      const still = mixedFixedPoint(options)(tinyWeighted, x, { y });
      assertNear(mean(all.map(({ u }) => u!)), still.u!, 1e-13);
      assertNear(mean(all.map(({ gradient }) => gradient)), still.gradient, 1e-13);
    }
  }
});

Deno.test("with decreasing steps noise dies out if a > 0, and stays if a = 0", () => {
  const problem = tinyWeighted;
  const { x } = problem.start;
  const y = problem.exactLower(x);
  const truth = stochasticImplicit({ t: 0, k: 2000, J: 1, steps: ONE })(problem, x, { y }).u!;
  const error = (mixing: number, k: number): number => {
    const estimate = mixedFixedPoint({ t: 0, k, J: 1, batch: 1, mixing });
    const errors = Array.from(
      { length: 40 },
      (_, r) => squared(estimate(problem, x, { y, random: Stream.of("noise", r) }).u!, truth),
    );
    return errors.reduce((a, b) => a + b) / errors.length;
  };
  const [early, late] = [30, 300].map((k) => error(1, k));
  assert(late < early / 4, `${early} ${late}`);
  const [half, halfLate] = [30, 300].map((k) => error(0.5, k));
  assert(halfLate < half / 4, `${half} ${halfLate}`);
  const [first, last] = [30, 300].map((k) => error(0, k));
  assert(last > first / 2, `${first} ${last}`);
});

Deno.test("it asks for two products a step, on one sample, but for the last", () => {
  const { problem, counts } = countedFixedPoint(tinyWeighted);
  const { x, y } = problem.start;
  const options = { t: 3, k: 6, J: 2, batch: 4, mixing: 0.5 };
  mixedFixedPoint(options)(problem, x, { y, random: Stream.of("counts") });
  assertEquals([counts.samples.phi, counts.samples.vjp, counts.samples.vjpX], [12, 40, 8]);
});

Deno.test("malformed options are refused in one sentence", () => {
  const fine = { t: 1, k: 1, J: 1, mixing: 0.5 };
  const cases: [object, string][] = [
    [{ ...fine, mixing: 1.1 }, "mixed fixed point: mixing is 1.1: give a number from 0 to 1"],
    [{ t: 1, k: 1, J: 1 }, "mixing is missing"],
    [{ ...fine, averaging: "last" }, "there is no option averaging"],
    [{ ...fine, adjointSteps: { rule: "constant", size: 0 } }, "adjointSteps: size is 0"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => mixedFixedPoint(options as MixedFixedPointOptions), RangeError, message);
  }
});
