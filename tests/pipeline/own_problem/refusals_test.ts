import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import {
  abs,
  add,
  div,
  dot,
  exp,
  gather,
  log,
  matvec,
  maximum,
  mean,
  mul,
  neg,
  relu,
  sqrt,
  square,
  sub,
  sum,
  Tensor,
} from "@bigrad/bigrad/arrays";
import type { OwnProblem } from "../../../pipeline/own_problem/contract.ts";
import { type Diagnosis, stage } from "../../../pipeline/own_problem/diagnose.ts";
import { decodeJson } from "../../../pipeline/json.ts";
import { descentNotes } from "../../../pipeline/own_problem/words.ts";
import { encodeRows } from "../../../pipeline/own_problem/rows.ts";

/** y − x in three coordinates, and a penalty. */
const GOOD: OwnProblem = {
  start: { x: [0.5, 1], y: [0.3, -0.2, 0.1] },
  coordinates: ["first", "second"],
  lower: (x, y) =>
    add(
      sum(square(sub(y, gather(x, [0, 1, 0])))),
      add(mul(0.1, sum(exp(y))), mul(0.01, dot(y, y))),
    ),
  outer: (x, y) => add(sum(square(sub(y, 1))), mul(0.1, sum(square(x)))),
};

async function diagnosed(problem: OwnProblem): Promise<Diagnosis & { refused?: string }> {
  const { diagnosis } = await stage({ problem })({}, {}, []);
  return decodeJson(diagnosis);
}

Deno.test("a good problem is diagnosed, and its truth checked in three ways", async () => {
  const { refused, dx, dy, quadratic, curvature, checks, silent, descent, objective } =
    await diagnosed(GOOD);
  assertEquals([refused, dx, dy, quadratic, silent], [undefined, 2, 3, false, []]);
  assert(curvature.least > 2 && curvature.greatest > curvature.least);
  assertLess(checks.conjugateGradients, 1e-12);
  assertLess(checks.differences, 1e-8);
  assertLess(descent.objective, objective);
  const square_ = await diagnosed({ ...GOOD, lower: (x, y) => sum(square(sub(y, sum(x)))) });
  assertEquals([square_.refused, square_.quadratic], [undefined, true]);
});

Deno.test("an objective may throw anything", async () => {
  for (const thrown of [Object.create(null), new Error(""), null]) {
    const lower = () => {
      throw thrown;
    };
    assertMatch(
      (await diagnosed({ ...GOOD, lower })).refused!,
      /^"lower" cannot be computed where x and y start: (it threw an error without words|null)$/,
    );
  }
});

Deno.test("x in small units and y in large ones are diagnosed as in units of one", async () => {
  const inUnits = (units: { x: number; y: number }) =>
    diagnosed({
      start: { x: [0.7 * units.x], y: [0] },
      lower(x, y) {
        const [u, v] = [div(x, units.x), div(y, units.y)];
        return sum(add(sub(exp(v), mul(v, exp(u))), mul(0.05, square(v))));
      },
      outer: (_x, y) => square(sum(sub(div(y, units.y), 2))),
    });
  const one = await inUnits({ x: 1, y: 1 });
  for (const units of [{ x: 1e-9, y: 1 }, { x: 1, y: 1e12 }, { x: 1e9, y: 1e-3 }]) {
    const { refused, quadratic, gradient, checks } = await inUnits(units);
    assertEquals([refused, quadratic], [undefined, false]);
    assertLess(Math.abs(gradient[0] * units.x / one.gradient[0] - 1), 1e-12);
    assertLess(checks.differences, 1e-9);
  }
});

const lowerPlus = (more: OwnProblem["lower"]): OwnProblem["lower"] => (x, y, rows) =>
  add(GOOD.lower(x, y, rows), more(x, y, rows));

/** Curvatures from 1 to 1e-11 along four directions, of which none is a coordinate's. */
const TURNED = new Tensor(
  Float64Array.from({ length: 16 }, (_, k) => {
    const along = (at: number, l: number): number => (at === l ? 1 : 0) - 0.5;
    const curvatures = [1, 1e-2, 1e-6, 1e-11];
    return curvatures.reduce((sum, d, l) => sum + d * along(k >> 2, l) * along(k & 3, l), 0);
  }),
  [4, 4],
);

/** What is refused, and in which words. */
const REFUSED: Readonly<Record<string, readonly [Partial<OwnProblem>, RegExp]>> = {
  "a given derivative that is wrong": [
    { derivatives: { outer: { gradientX: (x) => [0.2 * x[0], 0.3 * x[1]] } } },
    /^"derivatives\.outer\.gradientX" is wrong in coordinate second: it gives 0\.\d+, and the objective 0\.\d+;/,
  ],
  "a given derivative of another length": [
    { derivatives: { lower: { gradientY: () => [1] } } },
    /^lower\.gradientY gives 1 numbers: give 3$/,
  ],
  "a given derivative that changes its argument": [
    {
      derivatives: { outer: { gradientX: (x) => x.fill(0.2) } },
    },
    /^outer\.gradientX changes its argument x: work on a copy of it$/,
  ],
  "a saddle": [
    { lower: lowerPlus((_x, y) => mul(-4, square(gather(y, [1])))) },
    /^"lower" is not strongly convex in y where y starts: its curvature along y2 \(−?\d.*\) is −5\.\d+ and the greatest 2\.\d+; add a penalty/,
  ],
  "a direction without curvature": [
    { lower: (x, y) => square(sub(sum(y), sum(x))) },
    /not strongly convex in y where y starts: its curvature along y\d .* and the greatest 6;/,
  ],
  "a lower level that rounding keeps from being solved": [
    {
      start: { x: [1.3, 0], y: 4 },
      lower: (x, y) =>
        sub(mul(0.5, dot(y, matvec(TURNED, y))), mul(sum(x), dot([-0.55, 0.45, -1.55, -1.5], y))),
    },
    /^the lower level could not be solved to rounding: its condition number is \d{11,12}; give the/,
  ],
  "a curvature that vanishes at the solution": [
    { lower: (x, y) => sum(square(square(sub(y, gather(x, [0, 1, 0]))))) },
    /^"lower" is not strongly convex in y at its solution: its curvature there is .*e−[23]\d, and \d/,
  ],
  "a kink that keeps the solution where it is": [
    { lower: (x, y) => add(sum(abs(sub(y, sum(x)))), mul(5, dot(y, y))) },
    /^the solution of "lower" does not move with x where x starts;/,
  ],
  "a loop over a tensor": [
    { lower: (_x, y) => sum(Array.from({ length: (y as never as number[]).length }, () => 1)) },
    /^"lower" cannot be computed where x and y start: a tensor has no length: write v\.size/,
  ],
  "an entry of a tensor": [
    { lower: (_x, y) => (y as never as number[])[0] },
    /^"lower" cannot be computed .*: a tensor has no entries: write gather\(v, \[i\]\) for v\[i\]$/,
  ],
  "a kink at the solution of the lower level": [
    { lower: lowerPlus((_x, y) => mul(5, sum(abs(y)))) },
    /^"lower" has no derivative where the lower level is least: abs has a kink there \(entry \d of its argument is/,
  ],
  "a kink of the outer level there": [
    {
      lower: (x, y) => sum(square(sub(y, gather(x, [0, 1, 0])))),
      outer: (_x, y) => sum(relu(sub(y, [0.5, 0, 0]))),
    },
    /^"outer" has no derivative .*: relu has a kink there \(entry 1 /,
  ],
  "a start outside the domain": [
    { outer: (x, y) => add(sum(log(sub(gather(x, [0]), 2))), dot(y, y)) },
    /^"outer" is NaN where x and y start, outside its domain;/,
  ],
  "no finite derivative": [
    { lower: lowerPlus((x) => sum(sqrt(sub(gather(x, [1]), 1)))) },
    /^the derivative of "lower" in second is Infinity where x and y start;/,
  ],
  "a lower objective that ignores y": [
    { lower: (x) => sum(square(x)) },
    /^"lower" ignores y, so that nothing is to be solved;/,
  ],
  "an outer objective that ignores y": [
    { outer: (x) => sum(square(x)) },
    /^"outer" ignores y, so that the lower level does not matter;/,
  ],
  "a lower objective that ignores x": [
    { lower: (x, y) => add(dot(y, y), sum(square(x))) },
    /^"lower" ignores x, or adds a function of x alone,/,
  ],
  "several numbers": [
    { outer: (_x, y) => y },
    /^"outer" cannot be computed where x and y start: it gives a tensor of shape \[3\]: let it give one number/,
  ],
  "a hypergradient of zero": [
    {
      lower: (x, y) => sum(square(sub(y, sum(x)))),
      outer: (_x, y) => sum(square(sub(y, 1.5))),
    },
    /^the hypergradient is 0 where x starts,/,
  ],
  "rows that are not there": [
    { lower: (_x, y, { A }) => dot(A, y) },
    /^"lower" cannot be computed where x and y start: rows has no "A": there are none$/,
  ],
  "a lower level without a minimum": [
    { lower: (x, y) => sum(exp(add(neg(y), sum(x)))) },
    /^(the lower level could not be solved from where y starts: ‖∇_y g‖ is still|"lower" is not strongly convex in y)/,
  ],
};

for (const [what, [part, words]] of Object.entries(REFUSED)) {
  Deno.test(`${what}: one sentence`, async () => {
    const { refused } = await diagnosed({ ...GOOD, ...part });
    assert(refused !== undefined, "it is taken");
    assertMatch(refused, words);
    assert(!refused.endsWith(".") && !refused.includes("\n"));
  });
}

Deno.test("a descent that leaves the convex part tells so, and is no refusal", async () => {
  const { refused, lost, descent } = await diagnosed({
    start: { x: [0], y: [0.1, 0.2] },
    lower: (x, y) => add(square(sub(sum(y), 1)), mul(exp(sum(x)), dot(y, y))),
    outer: (x, y) => add(exp(mul(0.1, sum(x))), mul(1e-6, dot(y, y))),
  });
  assertEquals(refused, undefined);
  assertMatch(lost!, /^"lower" is not strongly convex in y after \d steps of descent in x: /);
  assert(descent.iterations > 1);
});

Deno.test("a level that depends on x only beyond a kink, where the solution is, is taken", async () => {
  const { refused, gradient } = await diagnosed({
    start: { x: [0.5], y: [0] },
    lower: (x, y) => add(square(sum(maximum(sub(y, x), 0))), mul(0.5, square(sum(sub(y, 2))))),
    outer: (_x, y) => mul(0.5, square(sum(y))),
  });
  assertEquals(refused, undefined);
  // 2 (y - x) + y - 2 = 0, so that y = (2 + 2x) / 3 and dF/dx = y · 2/3
  assertLess(Math.abs(gradient[0] - 2 / 3), 1e-12);
});

Deno.test("a kink that is not met does not matter", async () => {
  const away = await diagnosed({
    ...GOOD,
    lower: lowerPlus((_x, y) => sum(maximum(sub(y, 10), 0))),
  });
  assertEquals(away.refused, undefined);
});

Deno.test("a coordinate that nothing depends on is named", async () => {
  const { silent } = await diagnosed({
    ...GOOD,
    lower: (x, y) => sum(square(sub(y, gather(x, [0])))),
    outer: (_x, y) => sum(square(y)),
  });
  assertEquals(silent, ["second"]);
});

Deno.test("an objective that is no mean over its rows is refused", async () => {
  const level = { n: 5, arrays: { b: { values: Float64Array.of(1, 2, 3, 5, 8) } } };
  const rows = encodeRows({ lower: level, outer: level });
  const refusedWith = async (part: Partial<OwnProblem>): Promise<string | undefined> => {
    const problem: OwnProblem = {
      start: { x: [0.1], y: [0.2] },
      lower: (x, y, { b }) => add(mean(square(sub(b, y))), mul(exp(sum(x)), dot(y, y))),
      outer: (_x, y, { b }) => mean(square(sub(b, y))),
      ...part,
    };
    const { diagnosis } = await stage({ problem })({}, { data: [rows] }, []);
    return decodeJson<{ refused?: string }>(diagnosis).refused;
  };
  assertEquals(await refusedWith({}), undefined);
  assertMatch(
    (await refusedWith({ outer: (_x, y, { b }) => sum(square(sub(b, y))) }))!,
    /^"outer" is no mean over rows: over a third .* is 3\.88 and over the others .* but over all 95\.6;/,
  );
  const divided: OwnProblem["lower"] = (x, y, { b }) =>
    add(div(sum(square(sub(b, y))), 5), mul(exp(sum(x)), dot(y, y)));
  assertMatch((await refusedWith({ lower: divided }))!, /^"lower" is no mean over rows/);
  const root: OwnProblem["outer"] = (_x, y, { b }) => sqrt(mean(square(sub(b, y))));
  assertMatch((await refusedWith({ outer: root }))!, /^"outer" is no mean over rows/);
  // a sum that is 0 where y starts, and over any rows
  const unseen: OwnProblem["lower"] = (x, y, { b }) =>
    add(sum(square(mul(b, y))), square(sub(sum(y), sum(x))));
  const hidden = { start: { x: [0.1], y: [0] }, lower: unseen };
  assertMatch((await refusedWith(hidden))!, /^"lower" is no mean over rows/);
});

Deno.test("an outer objective that falls on and on is noted", async () => {
  const start = { x: [0.5], y: [0, 0] };
  const follows: OwnProblem["lower"] = (x, y) => sum(square(sub(y, sum(x))));
  const bounded = await diagnosed({ start, lower: follows, outer: (_x, y) => sum(exp(y)) });
  const falling: OwnProblem["outer"][] = [(_x, y) => neg(sum(y)), (_x, y) => neg(exp(sum(y)))];
  for (const outer of falling) {
    const [note] = descentNotes(await diagnosed({ start, lower: follows, outer }));
    assertMatch(note!, /^After \d+ steps of descent .* F may fall on and on/);
  }
  assertEquals(descentNotes(bounded), []);
  assertEquals(descentNotes(await diagnosed(GOOD)), []);
});
