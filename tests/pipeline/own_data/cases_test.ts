import { assert, assertEquals } from "@std/assert";
import { oneObject } from "../project_copy.ts";
import {
  instruments,
  labels,
  manyCovariates,
  oracle,
  prices,
  repeatedMeasures,
  sources,
} from "./cases_support.ts";
import { type Answer, assertClose, numbersOf, OwnFiles, run } from "./support.ts";

/** What the command answers to data and losses in files. */
async function answered(
  columns: Readonly<Record<string, ArrayLike<number>>>,
  losses: string,
  repetitions = 1,
): Promise<Answer> {
  await using files = await OwnFiles.make();
  await files.csv("d.csv", columns);
  await files.write("losses.ts", `export const losses = ${losses};`);
  const options = ["--repetitions", String(repetitions), "--json"];
  const ran = await run(files.root, ["--data", "d.csv", "--losses", "losses.ts", ...options]);
  assertEquals(ran.code, 0, ran.stderr);
  return oneObject<Answer>(ran).value;
}

/** That an estimate is within so many standard errors of the right value. */
function assertNear({ estimate, standardError }: Answer["gradient"][number], right: number): void {
  const distance = Math.abs(estimate - right) / standardError;
  assert(
    distance < 3,
    `${estimate} (${standardError}) is ${distance} standard errors off ${right}`,
  );
}

const weighted = (weight: string) => `0.5 * (s === 1 ? ${weight} : 1) * (v - y) ** 2`;
const squares = (weight = "Math.exp(w[0])", at = 0.5) =>
  `{ covariates: ["x"], columns: ["s", "y", "c"], at: [${at}],
    inner: (w, v, { s, y }) => ${weighted(weight)}, outer: (_w, v, { c }) => 0.5 * (v - c) ** 2 }`;

Deno.test("prices of 450 000 are as well as prices of 4.5, to the square of the unit", async () => {
  const losses =
    `{ covariates: ["size"], columns: ["src", "price", "reg"], coordinates: ["log weight"],
    at: [0.5], inner: (w, v, { src, price }) => 0.5 * (src === 1 ? Math.exp(w[0]) : 1) * (v - price) ** 2,
    outer: (_w, v, { reg }) => 0.5 * (v - reg) ** 2 }`;
  const given = prices(250);
  const large = await answered(given, losses);
  const small = await answered(
    { ...given, price: given.price!.map((x) => x / 1e5), reg: given.reg!.map((x) => x / 1e5) },
    losses,
  );
  assertClose(numbersOf(large).map((value) => value / 1e10), numbersOf(small), 1e-6);
  // by quadrature over the law of the data
  assertNear(large.gradient[0]!, 9.33e8);
});

Deno.test("a w of 5e-5 is as well as one of 0.5, by the chain rule", async () => {
  const data = sources(300);
  const perDay = await answered(data, squares("Math.exp(-10000 * w[0])", 5e-5));
  const whole = await answered(data, squares("Math.exp(-w[0])"));
  assertClose(numbersOf(perDay).map((value) => value / 1e4), numbersOf(whole), 1e-6);
  assertNear(perDay.gradient[0]!, -1184);
});

Deno.test("waves in the sum of three instruments are learned", async () => {
  const { gradient, nuisances } = await answered(
    instruments(800),
    `{ covariates: ["z1", "z2", "z3"], at: [1, 0.5], quadratic: { slopes: ["g1", "g2"], outcome: "y" } }`,
    3,
  );
  assertNear(gradient[0]!, 0.1076);
  assertNear(gradient[1]!, -0.0379);
  for (const { nuisance, r2 } of nuisances) {
    // the noise of y hides most of a
    assert(r2 > (/^[hb]/.test(nuisance) ? 0.5 : 0.05), `${nuisance} ${r2}`);
  }
});

Deno.test("measures that are repeated are noted, for they are not independent", async () => {
  const { warnings } = await answered(repeatedMeasures(40), squares());
  assert(warnings.some((one) => one.startsWith("The covariates take 40 values in 400 rows")));
});

Deno.test("of 60 covariates that one is found which matters, and few rows are noted", async () => {
  const data = manyCovariates(200, 60);
  const names = Object.keys(data).slice(0, 60);
  const losses = squares().replace('["x"]', JSON.stringify(names));
  const { gradient, warnings } = await answered(data, losses, 5);
  const right = oracle(data, 0.5, data.x0!);
  assertNear(gradient[0]!, right.estimate);
  assert(gradient[0]!.standardError < 2 * right.standardError);
  assert(warnings.some((one) => one.startsWith("200 rows are few for 60 covariates")));
});

Deno.test("rows that stand for 10 000 people each give what rows of one person give", async () => {
  const losses = (people: number) =>
    `{ covariates: ["x"], columns: ["s", "d", "b"], at: [0.5],
      inner: (w, v, { s, d }) => ${people} * (s === 1 ? Math.exp(w[0]) : 1) * (Math.log1p(Math.exp(v)) - d * v),
      outer: (_w, v, { b }) => Math.log1p(Math.exp(v)) - b * v }`;
  const data = labels(300);
  const [many, one] = [await answered(data, losses(10_000)), await answered(data, losses(1))];
  assertClose(numbersOf(many), numbersOf(one), 1e-6);
  assertEquals(many.warnings, one.warnings);
});
