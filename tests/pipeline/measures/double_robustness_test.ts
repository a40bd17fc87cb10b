import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import * as plugIn from "../../../estimators/functional/plug_in.ts";
import { FORWARD } from "../../../estimators/functional/terms.ts";
import { gaussLegendre } from "../../../numerics/quadrature.ts";
import { doubleRobustness } from "../../../pipeline/measures/double_robustness.ts";
import { stage } from "../../../pipeline/stages/exact.ts";
import { rowsIn } from "../tables.ts";
import { scheduledKernelRidge } from "../../../pipeline/slots/learners.ts";
import { smoothCosSobolev } from "../../../problems/functional/cos_sobolev.ts";

interface Row {
  readonly problem: string;
  readonly quantity: string;
  readonly setting: string;
  readonly coordinate: number;
  readonly value: number;
}

const P = 3;
const slots = {
  values: doubleRobustness as never,
  problem: smoothCosSobolev as never,
  learner: scheduledKernelRidge as never,
  estimator0: orthogonal,
  estimator1: plugIn.full,
  estimator2: plugIn.adjoint,
  estimator3: FORWARD,
};
const parameters = {
  name: "p",
  problem: { d: 1, p: P },
  learner: { kernel: "laplace", sigma: 1, scale: 0.3, rate: 2 / 3 },
  n: 60,
  points: 512,
  errors: [0.01, 1],
  estimators: ["orthogonal", "full", "adjoint", "forward"],
};
const run = async (change: object = {}): Promise<Row[]> =>
  rowsIn<Row>((await stage(slots)({ ...parameters, ...change }, {}, ["tests"])).rows);
const rows = await run();
const values = (quantity: string, setting: string): number[] =>
  rows.filter((row) => row.quantity === quantity && row.setting === setting)
    .sort((a, b) => a.coordinate - b.coordinate).map(({ value }) => value);
const largest = (some: readonly number[]): number => Math.max(...some.map(Math.abs));

Deno.test("the bias of the orthogonal gradient is minus the mean product of the errors", () => {
  for (const label of ["error=0.01", "error=1", "learned"]) {
    for (const wrong of ["both", "residual", "jacobian"]) {
      const setting = `wrong=${wrong},${label}`;
      const bias = values("bias of orthogonal", setting);
      const product = values("product of errors", setting);
      assertEquals([bias.length, product.length], [P, P]);
      bias.forEach((value, k) => assertAlmostEquals(value, product[k], 1e-13));
    }
  }
});

Deno.test("one right factor is enough for the orthogonal gradient, and each plug-in needs its own", () => {
  for (const label of ["error=1", "learned"]) {
    for (const [wrong, right] of [["residual", "forward"], ["jacobian", "adjoint"]]) {
      const setting = `wrong=${wrong},${label}`;
      for (const estimator of parameters.estimators) {
        const size = largest(values(`bias of ${estimator}`, setting));
        if (estimator === "orthogonal" || estimator === right) assert(size < 1e-13, estimator);
        else assert(size > 1e-3, `${estimator}: ${size}`);
      }
    }
    assert(largest(values("bias of orthogonal", `wrong=both,${label}`)) > 1e-3);
  }
});

Deno.test("the product of the errors is the integral that it stands for", () => {
  // by another rule: r is wrong by ε(2 + cos πx + cos 3πx), coordinate k of g by ε(1 + cos (k + 1)πx)
  const rule = gaussLegendre(60);
  for (const error of [0.01, 1]) {
    values("product of errors", `wrong=both,error=${error}`).forEach((value, k) => {
      let integral = 0;
      rule.nodes.forEach((node, i) => {
        const x = Math.PI * (1 + node) / 2;
        const r = error * (2 + Math.cos(x) + Math.cos(3 * x));
        const g = error * (1 + Math.cos((k + 1) * x));
        integral += rule.weights[i] / 2 * r * g;
      });
      assertAlmostEquals(value, -integral, 1e-12);
    });
  }
});

Deno.test("biases do not depend on the number of points, and only what is learned on the sample", async () => {
  const finer = await run({ points: 1024 });
  rows.forEach((row, at) => {
    assertEquals({ ...finer[at], value: 0 }, { ...row, value: 0 });
    // learned functions have kinks at their training points
    assertAlmostEquals(finer[at].value, row.value, row.setting.includes("learned") ? 1e-4 : 1e-12);
  });
  const other = await run({ n: 80 });
  rows.forEach((row, at) => {
    const same = Math.abs(other[at].value - row.value) < 1e-14;
    if (!row.setting.includes("learned")) assert(same, row.setting);
  });
  assert(largest(rows.map((row, at) => other[at].value - row.value)) > 1e-3);
});

Deno.test("the grid is of a single covariate", () => {
  assertThrows(
    () => stage(slots)({ ...parameters, problem: { d: 2, p: 1 } }, {}, ["tests"]),
    RangeError,
    "cos-sobolev-d2-p1 has 2 covariates",
  );
});
