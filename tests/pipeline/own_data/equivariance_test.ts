import { assertEquals } from "@std/assert";
import { LEARNER_NAMES } from "../../../pipeline/own_data/learners.ts";
import type { OwnEstimate } from "../../../pipeline/own_data/estimate.ts";
import { estimated, NATURAL, STATED, type Stated, type Units } from "./equivariance_support.ts";
import { assertClose } from "./support.ts";

/** Everything but numbers that have units. */
function withoutUnits({ estimate, nuisances, warnings, guardRails }: OwnEstimate) {
  return {
    chosen: nuisances.map(({ nuisance, learner, smoothing }) => [nuisance, learner, smoothing]),
    converged: guardRails.converged,
    clipped: guardRails.shareClipped,
    warnings,
    gradient: estimate.gradient.length,
  };
}

function assertEquivariant(
  stated: Stated,
  name: string,
  learner: string,
  units: Units,
  own: OwnEstimate,
): void {
  const other = estimated(stated, units, { learner });
  const what = `${name}, ${learner}, ${JSON.stringify(units)}`;
  assertEquals(withoutUnits(other), withoutUnits(own), what);
  const by = (name === "quadratic" ? 1 : units.outer) * Math.pow(units.v, stated.power) / units.w;
  const numbers = ({ estimate: { gradient, standardError }, intervals }: OwnEstimate) => [
    ...gradient,
    ...standardError,
    ...intervals[0]!.low,
    ...intervals[0]!.high,
  ];
  assertClose(numbers(other).map((value) => value / by), numbers(own), 1e-6, what);
  assertClose(other.nuisances.map(({ r2 }) => r2), own.nuisances.map(({ r2 }) => r2), 1e-6, what);
}

/** Every unit at each of four sizes. */
const ALL: readonly Units[] = [
  { v: 1e-6, w: 1e3, inner: 1e6, outer: 1e-3, x: 1e3 },
  { v: 1e-3, w: 1e6, inner: 1e-6, outer: 1e3, x: 1e-6 },
  { v: 1e3, w: 1e-6, inner: 1e3, outer: 1e6, x: 1e6 },
  { v: 1e6, w: 1e-3, inner: 1e-3, outer: 1e-6, x: 1e-3 },
];

for (const [name, stated] of Object.entries(STATED)) {
  Deno.test(`units of ${name} losses scale the answer and nothing else`, async (t) => {
    for (const learner of LEARNER_NAMES) {
      await t.step(learner, () => {
        const own = estimated(stated, NATURAL, { learner });
        // one learner at all sizes, the others at two where each unit is both large and small
        const sizes = learner === "auto" ? ALL : ALL.slice(1, 3);
        for (const units of sizes) assertEquivariant(stated, name, learner, units, own);
      });
    }
  });
}
