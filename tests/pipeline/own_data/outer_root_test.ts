import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { instruments, prices } from "./cases_support.ts";
import { type Answer, ask, assertClose, OwnFiles, refusal } from "./support.ts";

interface Rooted extends Answer {
  readonly root: {
    readonly w: Answer["gradient"];
    readonly curvatures: readonly number[];
    readonly path: readonly {
      w: readonly number[];
      objective: number;
      gradient: readonly number[];
    }[];
  };
}

const LINEAR = `export const losses = {
  covariates: ["x"], at: [0.1, 0], quadratic: { slopes: ["g1", "g2"], outcome: "y" },
};`;
/** The same, as functions; and with w in other units. */
const functions = (unit: number) =>
  `export const losses = {
  covariates: ["x"], columns: ["g1", "g2", "y"], at: [${0.1 * unit}, 0],
  inner: (w, v, { g1, g2 }) => (v - (w[0] * g1 + w[1] * g2) / ${unit}) ** 2 / 2,
  outer: (_w, v, { y }) => (v - y) ** 2 / 2,
};`;
const SHRUNK = `export const losses = {
  covariates: ["size"], columns: ["src", "price", "reg"], at: [0],
  inner: (w, v, { src, price }) => (src ? Math.exp(w[0]) : 1) * (v - price / 1e5) ** 2 / 2,
  outer: (w, v, { reg }) => (v - reg / 1e5) ** 2 / 2 + 0.05 * (w[0] + 1) ** 2,
};`;

/** One instrument that two treatments depend on, in other ways. */
function treatments(n: number): Record<string, Float64Array> {
  const draw = (name: string) =>
    Stream.of("tests", "treatments", name).fillNormal(new Float64Array(n));
  const [x, u, e, f] = ["x", "u", "e", "f"].map(draw) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const g1 = x.map((value, i) => value + 0.3 * u[i]! + 0.3 * e[i]!);
  const g2 = x.map((value, i) => Math.cos(2 * value) - 0.3 * u[i]!);
  return { x, g1, g2, y: g1.map((g, i) => 0.6 * g + 0.8 * g2[i]! + 0.4 * u[i]! + 0.3 * f[i]!) };
}

Deno.test("the outer optimum", async (t) => {
  await using files = await OwnFiles.make();
  const data = await files.csv("iv.csv", treatments(120));
  const common = ["--data", data, "--learner", "series", "--repetitions", "1"];
  const losses = await files.write("linear.ts", LINEAR);
  const { answer, text } = await ask(...common, "--losses", losses, "--root");
  const { root } = answer as Rooted;
  const at = root.w.map(({ estimate }) => estimate);

  await t.step("of instruments is their coefficients", () => {
    [0.6, 0.8].forEach((truth, k) => {
      const { estimate, standardError } = root.w[k]!;
      assertLess(Math.abs(estimate - truth), 4 * standardError);
    });
    assert(root.curvatures.every((value) => value > 0));
    assertMatch(text, /^Outer optimum, where the gradient is zero$/m);
    assertMatch(text, /^ {2}0 +[\d.]+ +\(0\.1, 0\) +\(/m);
    const [first, last] = [root.path[0]!, root.path.at(-1)!];
    assertEquals(first.w, [0.1, 0]);
    assertClose(last.w, at, 1e-12);
    assertLess(last.objective, first.objective);
  });

  await t.step("has gradient zero, and standard errors that are a sandwich", async () => {
    const there = ["--losses", losses, "--at", at.join(",")];
    const { answer: zero } = await ask(...common, ...there);
    zero.gradient.forEach(({ estimate, standardError }) =>
      assertLess(Math.abs(estimate), 1e-3 * standardError)
    );
    // A by differences of the command's own gradient, V from its standard error where p = 1
    const one = await files.write(
      "one.ts",
      LINEAR.replace('"g1", "g2"', '"g1"').replace("0.1, 0", "0.1"),
    );
    const { answer: single } = await ask(...common, "--losses", one, "--root");
    const [w] = (single as Rooted).root.w as [Answer["gradient"][number]];
    const gradient = async (value: number) =>
      (await ask(...common, "--losses", one, "--at", String(value))).answer.gradient[0]!;
    const [low, middle, high] = [
      await gradient(w.estimate - 0.05),
      await gradient(w.estimate),
      await gradient(w.estimate + 0.05),
    ];
    const slope = (high.estimate - low.estimate) / 0.1;
    assertClose([w.standardError], [middle.standardError / slope], 0.02);
  });

  await t.step(
    "scales with the units of w, and is that of other losses of the same problem",
    async () => {
      for (const unit of [1000]) {
        const other = await files.write(`f${unit}.ts`, functions(unit));
        const { answer: scaled } = await ask(...common, "--losses", other, "--root");
        (scaled as Rooted).root.w.forEach(({ estimate, standardError }, k) => {
          assertClose([estimate / unit], [at[k]!], 1e-4);
          assertClose([standardError / unit], [root.w[k]!.standardError], 1e-3);
        });
      }
    },
  );

  await t.step("has its standard errors also where coordinates are in other units", async () => {
    const { x, g1, g2, y } = treatments(120) as Record<"x" | "g1" | "g2" | "y", Float64Array>;
    const mixed = { x, g1: g1.map((g) => 1e5 * g), g2: g2.map((g) => 1e-5 * g), y };
    const csv = await files.csv("mixed.csv", mixed);
    const start = ["--at", "1e-6,0", "--losses", losses, "--root"];
    const { answer: other } = await ask("--data", csv, ...common.slice(2), ...start);
    [1e5, 1e-5].forEach((unit, k) => {
      const { estimate, standardError } = (other as Rooted).root.w[k]!;
      assertClose([estimate * unit], [at[k]!], 1e-6);
      assertClose([standardError * unit], [root.w[k]!.standardError], 1e-6);
    });
  });

  await t.step("from two starts is the same, over splits its median", async () => {
    const file = await files.write("shrunk.ts", SHRUNK);
    const csv = await files.csv("prices.csv", prices(100));
    const asked = ["--data", csv, "--losses", file, "--learner", "linear", "--repetitions", "2"];
    const from = async (start: string) =>
      (await ask(...asked, "--at", start, "--root")).answer as Rooted;
    const [first, second] = [await from("0"), await from("-2")];
    const [one, other] = [first.root.w[0]!, second.root.w[0]!];
    assertLess(Math.abs(one.estimate - other.estimate), 0.1 * one.standardError);
    const { low, high } = one.intervals[0]!;
    assert(low < one.estimate && one.estimate < high);
  });

  await t.step("that is not there, or not asked for at one point, is refused", async () => {
    const away = await files.write("away.ts", SHRUNK.replace("+ 0.05 * (w[0] + 1) ** 2", "- w[0]"));
    const csv = await files.csv("prices.csv", prices(60));
    const asked = ["--data", csv, "--losses", away, "--learner", "linear", "--repetitions", "1"];
    assertMatch(await refusal(...asked, "--root"), /finds no optimum of .*; give another start/);
    assertMatch(
      await refusal(...asked, "--root", "--grid", "w1=0:1:2"),
      /^--root starts at one outer point; give --at once and no --grid\.$/,
    );
  });
});

Deno.test("folds of the user's own", async (t) => {
  await using files = await OwnFiles.make();
  const n = 120;
  const columns = instruments(n);
  const fold = Float64Array.from({ length: n }, (_, i) => 10 + i % 4);
  const losses = await files.write(
    "linear.ts",
    LINEAR.replace('["x"]', '["z1", "z2", "z3"]'),
  );
  const data = await files.csv("a.csv", { ...columns, fold, firm: fold.map((_, i) => i % 40) });
  const asked = ["--data", data, "--losses", losses, "--learner", "linear", "--folds-column"];

  await t.step("are one split, whatever the seed and their names", async () => {
    const { answer, text } = await ask(...asked, "fold");
    assertEquals([answer.folds, answer.repetitions], [4, 1]);
    assertMatch(text, /^Splitting +4 folds, those of fold, jackknife, seed 1$/m);
    const other = await ask(...asked, "fold", "--seed", "7");
    assertEquals(other.answer.gradient, answer.gradient);
    const named = await files.csv("b.csv", { ...columns, fold: fold.map((one) => 3 * one) });
    const renamed = await ask(...asked.with(1, named), "fold");
    assertEquals(renamed.answer.gradient, answer.gradient);
  });

  await t.step("may keep clusters together, and must not split them", async () => {
    const { answer } = await ask(...asked, "fold", "--cluster", "firm");
    assertEquals(answer.folds, 4);
    const halves = await files.csv("c.csv", {
      ...columns,
      fold: fold.map((_, i) => i < 60 ? 0 : 1),
      firm: fold.map((_, i) => i % 40),
    });
    assertMatch(
      await refusal(...asked.with(1, halves), "fold", "--cluster", "firm"),
      /^Column "fold" of ".*" splits a cluster of "firm"; keep rows of a cluster in one fold/,
    );
  });

  await t.step("leave no room for other ones", async () => {
    assertMatch(
      await refusal(...asked, "fold", "--folds", "3"),
      /^--folds is given beside --folds-/,
    );
    assertMatch(
      await refusal(...asked, "y"),
      /has 120 folds in 120 rows; give at least 2, of several/,
    );
  });
});
