import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { sources } from "./cases_support.ts";
import { type Answer, ask, assertClose, numbersOf, OwnFiles, refusal } from "./support.ts";

type Columns = Readonly<Record<string, Float64Array>>;

const N = 150;
const DATA = sources(N, "relatives");

/** Losses of two sources, of which the inner one and what else there is may be given. */
interface Losses {
  readonly inner?: string;
  readonly outer?: string;
  readonly weight?: string;
  readonly rest?: string;
}

const lossesFile = (
  {
    inner = "(v - y) ** 2 / 2",
    outer = "(v - c) ** 2 / 2",
    weight = "(s === 1 ? Math.exp(w[0]) : 1)",
    rest = 'covariates: ["x"], columns: ["s", "y", "c"], at: [0.5]',
  }: Losses,
) => {
  const k = /\bk\b/.test(`${inner} ${outer} ${weight}`) ? ", k" : "";
  return `export const losses = { ${rest},
    inner: (w, v, { s, y${k} }) => ${weight} * (${inner}),
    outer: (w, v, { c${k} }) => ${outer} };`;
};

async function asking<Result>(
  columns: Columns,
  losses: Losses,
  ask: (...args: string[]) => Promise<Result>,
): Promise<Result> {
  await using files = await OwnFiles.make();
  return await ask(
    ...["--data", await files.csv("d.csv", columns)],
    ...["--losses", await files.write("losses.ts", lossesFile(losses))],
    ...["--repetitions", "1"],
  );
}

const answer = async (columns: Columns, losses: Losses = {}): Promise<Answer> =>
  (await asking(columns, losses, ask)).answer;

const scaled = (given: Answer, by: number) => numbersOf(given).map((value) => value * by);
const changed = (name: string, change: (value: number, i: number) => number): Columns => ({
  ...DATA,
  [name]: DATA[name]!.map(change),
});

Deno.test("units that people bring", async (t) => {
  const own = await answer(DATA);
  await t.step("weights of observations that sum to 1", async () => {
    const rest = 'covariates: ["x"], columns: ["s", "y", "c", "k"], at: [0.5]';
    const weights = {
      weight: "k * (s === 1 ? Math.exp(w[0]) : 1)",
      outer: "k * (v - c) ** 2 / 2",
      rest,
    };
    const k = DATA.x!.map((_, i) => 1 + i % 3);
    const whole = await answer({ ...DATA, k }, weights);
    const shares = await answer({ ...DATA, k: k.map((value) => value / (2 * N)) }, weights);
    assertClose(scaled(shares, 2 * N), numbersOf(whole), 1e-6);
    assertEquals(shares.warnings, whole.warnings);
  });
  await t.step("w in units of 1e-6 and of 1e6", async () => {
    for (const unit of [1e-6, 1e6]) {
      const other = await answer(DATA, {
        weight: `(s === 1 ? Math.exp(w[0] / ${unit}) : 1)`,
        rest: `covariates: ["x"], columns: ["s", "y", "c"], at: [${0.5 * unit}]`,
      });
      assertClose(scaled(other, unit), numbersOf(own), 1e-6);
    }
  });
  await t.step("a logistic loss times 1e6", async () => {
    const labels = {
      ...DATA,
      y: DATA.y!.map((y) => y > 0 ? 1 : 0),
      c: DATA.c!.map((c) => c > 0 ? 1 : 0),
    };
    const logistic = (z: string) => `Math.log1p(Math.exp(v)) - ${z} * v`;
    const losses = { inner: logistic("y"), outer: logistic("c") };
    const one = await answer(labels, losses);
    const million = await answer(labels, { ...losses, inner: `1e6 * (${logistic("y")})` });
    assertClose(numbersOf(million), numbersOf(one), 1e-6);
  });
  await t.step("counts in the thousands, and in thousands", async () => {
    const random = Stream.of("tests", "relatives", "counts");
    const count = (mean: number) => Math.round(mean + Math.sqrt(mean) * random.normal());
    const y = DATA.x!.map((x, i) => count(2000 * Math.exp(x + DATA.s![i]! / 2)));
    const c = DATA.x!.map((x) => count(2000 * Math.exp(x)));
    const losses = { inner: "Math.exp(v) - y * v", outer: "Math.exp(v) - c * v" };
    const counts = await answer({ ...DATA, y, c }, losses);
    const thousands = { ...DATA, y: y.map((v) => v / 1000), c: c.map((v) => v / 1000) };
    assertClose(scaled(await answer(thousands, losses), 1000), numbersOf(counts), 1e-6);
    assert(counts.nuisances[0]!.r2 > 0.8);
  });
  await t.step("covariates that are huge, tiny, or far from 0", async () => {
    for (const unit of [1e12, 1e-12]) {
      assertClose(numbersOf(await answer(changed("x", (x) => x * unit))), numbersOf(own), 1e-6);
    }
    assertClose(numbersOf(await answer(changed("x", (x) => x + 1e9))), numbersOf(own), 1e-3);
  });
});

Deno.test("what a loss lacks is said in one sentence, with what is needed", async (t) => {
  const smooth = [
    "smooth in v, such as log cosh for an absolute value and log(1 + exp) for a hinge",
  ];
  const curved = ["must be strictly convex in v", "log cosh and log(1 + exp) have"];
  const cases: [string, Losses, ...string[]][] = [
    ["a hinge", { inner: "Math.max(0, 1 - (y > 0 ? 1 : -1) * v)" }, "curvature 0", ...curved],
    ["an absolute value", { inner: "Math.abs(v - y)" }, "curvature 0", ...curved],
    [
      "Huber's loss",
      { inner: "Math.abs(v - y) < 1 ? (v - y) ** 2 / 2 : Math.abs(v - y) - 0.5" },
      '"inner" of',
      "has a kink at v =",
      "its second derivative jumps",
      "up to the third",
      ...smooth,
    ],
    [
      "a step",
      { inner: "(v - y) ** 2 / 2 + (v > 0.3 ? 1 : 0)" },
      "jumps at v = 0.3 in row",
      "so give one that is smooth in v",
    ],
    [
      "quantiles outside",
      { outer: "Math.max(0.9 * (c - v), 0.1 * (v - c))" },
      '"outer" of',
      "its slope jumps",
      "up to the second",
      ...smooth,
    ],
    [
      "wrong or right outside",
      { outer: "v > c ? 1 : 0" },
      '"outer" of',
      "jumps at v =",
      "smooth in v",
    ],
    ["rounded", { inner: "(Math.round(100 * v) / 100 - y) ** 2" }, "curvature", "convex in v"],
    [
      "a loss that needs v > 0",
      { inner: "Math.exp(y) / v + Math.log(v)" },
      '"inner.value" of',
      "is NaN at v = 0",
      "make it finite there",
    ],
    [
      "a loss outside that needs v > 0",
      { outer: "(Math.log(v) - c) ** 2" },
      '"outer.value" of',
      "is Infinity at v = 0",
      "make it finite there",
    ],
    [
      "one label alone",
      { inner: "Math.log1p(Math.exp(v)) - v" },
      "falls on and on as v goes to ∞: it needs a minimum",
    ],
    [
      "a column that is misspelt",
      { inner: "(v - y) ** 2 / 2 + Math.max(k, 0) * v" },
      'it reads "k", which is not among its columns (s, y, c); name it there.',
    ],
  ];
  for (const [name, losses, ...words] of cases) {
    await t.step(name, async () => {
      const sentence = await asking(DATA, losses, refusal);
      assertMatch(sentence, /^[^\n]+\.$/);
      for (const word of words) assertStringIncludes(sentence, word);
      assert(!sentence.includes("give its derivatives"), sentence);
    });
  }
  await t.step("a covariate that is constant", async () => {
    const rest = 'covariates: ["x", "k"], columns: ["s", "y", "c"], at: [0.5]';
    const sentence = await asking({ ...DATA, k: DATA.x!.map(() => 1) }, { rest }, refusal);
    assertEquals(sentence, 'Covariate "k" is 1 in every row; leave it out of the covariates.');
  });
});

Deno.test("data at the edge of what can be learned from", async (t) => {
  const finite = (given: Answer) => {
    assert(numbersOf(given).every(Number.isFinite));
    return given;
  };
  await t.step("25 rows, the fewest for five folds", async () => {
    const few = Object.fromEntries(Object.entries(DATA).map(([k, v]) => [k, v.slice(0, 25)]));
    const { n, gradient } = finite(await answer(few));
    assertEquals(n, 25);
    assert(gradient[0]!.standardError > 0);
  });
  await t.step("an outcome that is the same in every row does not depend on w", async () => {
    const { gradient: [one], nuisances } = finite(await answer(changed("y", () => 3)));
    assertAlmostEquals(one!.estimate, 0, 1e-9);
    assertAlmostEquals(nuisances[0]!.r2, 1, 1e-9);
    const both = finite(await answer({ ...changed("y", () => 3), c: DATA.c!.map(() => 3) }));
    assertAlmostEquals(both.gradient[0]!.estimate, 0, 1e-9);
  });
  await t.step("w = 0 exactly is as good as w next to it", async () => {
    const at = (w: number) =>
      answer(DATA, { rest: `covariates: ["x"], columns: ["s", "y", "c"], at: [${w}]` });
    assertClose(numbersOf(finite(await at(0))), numbersOf(await at(1e-9)), 1e-6);
  });
  await t.step("a covariate with three values, coded by integers of any kind", async () => {
    const coded = (codes: readonly number[]) =>
      answer(changed("x", (x) => codes[Math.round(x) + 1]!));
    const own = finite(await coded([-1, 0, 1]));
    assertClose(numbersOf(await coded([2000, 3000, 4000])), numbersOf(own), 1e-6);
    assertEquals(own.warnings.filter((one) => one.startsWith("The covariates take")), []);
  });
  await t.step("five coordinates", async () => {
    const { gradient } = finite(
      await answer({ ...DATA, s: DATA.x!.map((_, i) => i % 6) }, {
        weight: "(s === 0 ? 1 : Math.exp(w[s - 1]))",
        rest: 'covariates: ["x"], columns: ["s", "y", "c"], at: [0, 0.1, 0.2, 0.3, 0.4]',
      }),
    );
    assertEquals(gradient.map(({ name }) => name), ["w1", "w2", "w3", "w4", "w5"]);
  });
  await t.step("a coordinate that enters the outer loss alone has its plain mean", async () => {
    const { gradient: [first, second] } = finite(
      await answer({ ...DATA, k: DATA.c! }, {
        outer: "(v - c) ** 2 / 2 + w[1] * k + w[1] ** 2",
        rest: 'covariates: ["x"], columns: ["s", "y", "c", "k"], at: [0.5, 0.7]',
      }),
    );
    const mean = DATA.c!.reduce((sum, value) => sum + value / N, 0);
    const square = DATA.c!.reduce((sum, value) => sum + (value - mean) ** 2 / (N - 1), 0);
    assertAlmostEquals(second!.estimate, mean + 1.4, 1e-9);
    assertAlmostEquals(second!.standardError, Math.sqrt(square / N), 0.01 * Math.sqrt(square / N));
    assertClose([first!.estimate], [(await answer(DATA)).gradient[0]!.estimate], 1e-6);
  });
});
