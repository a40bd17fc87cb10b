import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { askClaim, askNumbers as ask, bytesOf, file, type Rows } from "../ask.ts";

const table = (rows: readonly object[]) => ({
  format: "json",
  bytes: bytesOf(JSON.stringify(rows)),
});

type Triple = readonly [t: number, k: number, j: number];

const SPLITS: readonly Triple[] = [[1, 1, 1], [1, 1, 4], [1, 4, 1], [2, 2, 2], [3, 1, 2], [
  4,
  1,
  1,
]];
const R = 40;
const random = Stream.of("budget sql");
/** What the errors of a replication are multiplied by, 1 on average in pairs. */
const factors = Array.from({ length: R }, (_, r) => r % 2 === 0 ? 1.3 : 0.7);

interface Runs {
  readonly constants: Triple;
  /** Errors besides A/t + B/k + C/J. */
  readonly excess?: (split: Triple, r: number) => number | null;
}

function errors({ constants: [a, b, c], excess = () => 0 }: Runs, problem = "p") {
  const row = (setting: string, r: number, split: Triple) => {
    const [t, k, j] = split;
    const more = excess(split, r);
    return {
      study: "s",
      experiment: "e",
      problem,
      estimator: "sid",
      setting,
      replication: setting === "pilot" ? 1_000_000 + r : r,
      ...{ t, k, j },
      squared_error: more === null ? null : factors[r]! * (a / t + b / k + c / j) + more,
    };
  };
  const pilots: Triple[] = [[10, 80, 80], [80, 10, 80], [80, 80, 10]];
  return factors.flatMap((_, r) => [
    ...pilots.map((split) => row("pilot", r, split)),
    ...SPLITS.map((split) => row(`budget=${split[0] + split[1] + split[2]}`, r, split)),
  ]);
}

async function all(runs: readonly object[]) {
  const given = table(runs);
  const constants = await ask(await file("budget_constants"), { errors: given });
  const splits = await ask(await file("budget_splits"), {
    errors: given,
    constants: table(constants),
  });
  const ratios = await ask(await file("budget_ratios"), { errors: given, splits: table(splits) });
  return { constants, splits, ratios };
}

const shares = (constants: Rows): (number | string | null | undefined)[] =>
  ["t", "k", "j"].map((part) => constants.find((row) => row.part === part)!.share);

const split = (splits: Rows, [t, k, j]: Triple) =>
  splits.find((row) => row.t === t && row.k === k && row.j === j)!;

Deno.test("errors of the form A/t + B/k + C/J give A, B and C back, and shares as their roots", async () => {
  const { constants } = await all(errors({ constants: [9, 1, 4] }));
  const values = Object.fromEntries(constants.map(({ part, value }) => [part, value as number]));
  assertAlmostEquals(values.t!, 9, 1e-12);
  assertAlmostEquals(values.k!, 1, 1e-12);
  assertAlmostEquals(values.j!, 4, 1e-12);
  shares(constants).forEach((share, i) =>
    assertAlmostEquals(share as number, [3, 1, 2][i]! / 6, 1e-12)
  );
  // The standard error of 9·factor over 40 replications
  const error = 9 * 0.3 * Math.sqrt(R / (R - 1)) / Math.sqrt(R);
  assertAlmostEquals(constants.find(({ part }) => part === "t")!.mc_error as number, error, 1e-12);
  assertEquals(constants.map(({ replications }) => replications), [R, R, R]);
});

Deno.test("a constant below zero has no share, and does not help its split", async () => {
  const { constants, splits } = await all(errors({ constants: [4, 1, -0.1] }));
  shares(constants).forEach((share, i) =>
    assertAlmostEquals(share as number, [2, 1, 0][i]! / 3, 1e-12)
  );
  assertAlmostEquals(split(splits, [3, 1, 2]).predicted as number, 4 / 3 + 1, 1e-12);
});

Deno.test("the predicted split is the best where the errors are as predicted", async () => {
  const { splits, ratios } = await all(errors({ constants: [9, 1, 4] }));
  const of = (flag: string) => splits.filter((row) => row[flag]).map(({ t, k, j }) => [t, k, j]);
  assertEquals(of("best"), [[1, 1, 1], [3, 1, 2]]);
  assertEquals(of("chosen"), of("best"));
  assertEquals(of("equal"), [[1, 1, 1], [2, 2, 2]]);
  const equal = split(splits, [2, 2, 2]);
  assertAlmostEquals(equal.value as number, 7, 1e-12);
  assertAlmostEquals(equal.loss as number, 7 / 6, 1e-12);
  const ratio = (one: string, against: string) =>
    ratios.find((row) => row.budget === 6 && row.split === one && row.against === against)!;
  // One factor a replication: all ratios are the same in every bootstrap draw
  for (
    const [one, against, value] of [
      ["predicted", "best", 1],
      ["equal", "best", 7 / 6],
      ["predicted", "equal", 6 / 7],
    ] as const
  ) {
    const row = ratio(one, against);
    for (const name of ["ratio", "low", "high"]) {
      assertAlmostEquals(row[name] as number, value, 1e-12);
    }
    assertEquals(row.replications, R);
  }
});

Deno.test("the prediction does not know which split is best as measured", async () => {
  const better = errors({ constants: [9, 1, 4], excess: ([t]) => t === 4 ? -2 : 0 });
  const { splits, ratios } = await all(better);
  const [best, chosen] = [split(splits, [4, 1, 1]), split(splits, [3, 1, 2])];
  assertEquals([best.best, best.chosen, chosen.best, chosen.chosen], [true, false, false, true]);
  const loss = 6 / (9 / 4 + 1 + 4 - 2);
  assertAlmostEquals(chosen.loss as number, loss, 1e-12);
  const row = ratios.find((row) => row.budget === 6 && row.split === "predicted")!;
  assertEquals(row.against, "best");
  assertAlmostEquals(row.ratio as number, loss, 1e-12);
});

Deno.test("pilot runs are no splits, and other runs no pilots", async () => {
  const rows = errors({ constants: [9, 1, 4] }) as { setting: string; squared_error: number }[];
  const { constants } = await all(rows);
  const other = rows.map((row) =>
    row.setting === "pilot" ? row : { ...row, squared_error: 5 * row.squared_error }
  );
  const changed = await all(other);
  assertEquals(changed.constants, constants);
  assertEquals(changed.splits.some(({ budget }) => budget === 170), false);
});

Deno.test("the best is chosen anew in each draw, so that the ratio to it is never below 1", async () => {
  // Two splits that are equally good on average, and noise that tells them apart in a draw
  const noise = SPLITS.map(() => factors.map(() => 0.5 * random.normal()));
  const runs = errors({
    constants: [9, 1, 4],
    excess: (one, r) => {
      const at = SPLITS.indexOf(one);
      const level = one[0] === 4 ? 6 - (9 / 4 + 1 + 4) : 0;
      return at < 0 ? 0 : level + noise[at]![r]!;
    },
  });
  const { ratios } = await all(runs);
  const row = ratios.find(({ budget, split, against }) =>
    budget === 6 && split === "predicted" && against === "best"
  )!;
  assertAlmostEquals(row.low as number, 1, 1e-12);
  assert(row.high as number > 1.01 && row.high as number < 1.2, `${row.high}`);
  assert(row.ratio as number >= 1 && row.ratio as number < (row.high as number), `${row.ratio}`);
});

Deno.test("a run that diverged leaves no error, no ratio and no verdict of its budget", async () => {
  const runs = errors({
    constants: [9, 1, 4],
    excess: ([t, k, j], r) => t === 4 && k === 1 && j === 1 && r === 3 ? null : 0,
  }, "weighted-ridge");
  const { splits, ratios } = await all(runs);
  assertEquals([split(splits, [4, 1, 1]).value, split(splits, [4, 1, 1]).best], [null, false]);
  const six = ratios.filter(({ budget }) => budget === 6);
  assertEquals(
    six.map(({ ratio, low, high }) => [ratio, low, high]),
    [0, 1, 2].map(() => [null, null, null]),
  );
  const [claim] = await askClaim("budget_split_weighted", { ratios: table(six) });
  assertEquals(claim!.verdict, "inconclusive");
});

Deno.test("claims are those of their problem at the largest budget", async () => {
  const row = (problem: string, budget: number, split: string, against: string, ratio: number) => ({
    ...{ problem, budget, split, against, ratio, low: Math.max(0.5, ratio - 0.05) },
    high: ratio + 0.05,
  });
  const ratios = table([
    row("weighted-ridge", 90, "predicted", "best", 3),
    row("weighted-ridge", 360, "predicted", "best", 1.1),
    row("weighted-ridge", 360, "equal", "best", 2),
    row("weighted-ridge", 360, "predicted", "equal", 0.8),
    row("logistic", 360, "predicted", "best", 1.4),
  ]);
  const expected = [
    ["budget_split_weighted", 1.1, "holds"],
    ["budget_split_equal", 0.8, "holds"],
    ["budget_split_logistic", 1.4, "fails"],
  ] as const;
  for (const [id, value, verdict] of expected) {
    const rows = await askClaim(id, { ratios });
    assertEquals(rows.map((row) => [row.id, row.value, row.verdict]), [
      [`stochastic-implicit.${id}`, value, verdict],
    ]);
  }
});
