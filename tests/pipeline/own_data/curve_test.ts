import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { holm as holmOf } from "../../../estimators/inference/multiple_testing.ts";
import { instruments } from "./cases_support.ts";
import { type Answer, ask, assertClose, OwnFiles, refusal } from "./support.ts";

interface Curve extends Answer {
  readonly adjust?: string;
  readonly curve?: readonly {
    readonly at: readonly number[];
    readonly gradient: Answer["gradient"];
    readonly band: NonNullable<Answer["joint"]>;
    readonly nuisances: Answer["nuisances"];
  }[];
}

const LOSSES = `export const losses = {
  covariates: ["z1", "z2"], at: [0.5], quadratic: { slopes: ["g1"], outcome: "y" },
};`;

Deno.test("several outer points", async (t) => {
  await using files = await OwnFiles.make();
  const { z1, z2, g1, g2, y } = instruments(150);
  const data = await files.csv("a.csv", { z1: z1!, z2: z2!, g1: g1!, g2: g2!, y: y! });
  const losses = await files.write("losses.ts", LOSSES);
  const common = ["--data", data, "--losses", losses, "--learner", "series", "--repetitions", "2"];
  const asked = async (...more: string[]) => {
    const { answer, text } = await ask(...common, ...more);
    return { answer: answer as Curve, text };
  };
  const { answer: curve, text } = await asked("--grid", "g1=0:1:3");

  await t.step("each is what it is alone", async () => {
    assertEquals(curve.curve!.map(({ at }) => at), [[0], [0.5], [1]]);
    for (const { at, gradient, nuisances } of curve.curve!) {
      const { answer } = await asked("--at", at.join(","));
      assertEquals([answer.gradient, answer.nuisances], [gradient, nuisances]);
    }
    assertEquals([curve.at, curve.gradient], [[0], curve.curve![0]!.gradient]);
    const { answer: given } = await asked("--at", "0", "--at", "0.5", "--at", "1");
    assertEquals(given, curve);
  });

  await t.step("a grid of one point is that point, and its band the interval", async () => {
    const { answer } = await asked("--grid", "g1=0.5:0.5:1", "--joint");
    const { answer: alone } = await asked("--at", "0.5", "--joint");
    assertEquals(answer, alone);
    const [{ low, high, criticalValue }] = alone.joint as NonNullable<Answer["joint"]> as [
      NonNullable<Answer["joint"]>[number],
    ];
    assertClose([criticalValue], [1.959963984540054], 1e-12);
    const { answer: one } = await asked("--at", "0.5", "--joint", "--seed", "4");
    const single = (await ask(...common.with(-1, "1"), "--joint")).answer;
    const [interval] = single.gradient[0]!.intervals;
    assertClose([single.joint![0]!.low[0]!, single.joint![0]!.high[0]!], [
      interval!.low,
      interval!.high,
    ], 1e-12);
    assert(low[0]! < high[0]! && one.joint![0]!.criticalValue === criticalValue);
  });

  await t.step("the band is wider than an interval and narrower than Bonferroni's", () => {
    for (const { band, gradient } of curve.curve!) {
      const [{ criticalValue, low, high }] = band as [typeof band[number]];
      assertGreater(criticalValue, 1.96);
      assertLess(criticalValue, 2.3941 + 0.1);
      const { estimate, standardError } = gradient[0]!;
      assertClose([low[0]!, high[0]!], [
        estimate - criticalValue * standardError,
        estimate + criticalValue * standardError,
      ], 1e-12);
    }
    assertMatch(text, /^Gradient of the outer objective at 3 outer points$/m);
    assertMatch(text, /^Uniform band over all points, level 0\.95: coef ± \d\.\d{3} std err$/m);
    assertMatch(text, /^ {2}\(0\.5\) {2}g1 {2}\[/m);
  });

  await t.step("p-values are adjusted for all of them", async () => {
    for (const how of ["holm", "bonferroni", "romano-wolf"]) {
      const { answer, text } = await asked("--grid", "g1=0:1:3", "--adjust", how);
      const [p, adjusted] = ["pValue", "adjusted"].map((name) =>
        answer.curve!.map(({ gradient }) =>
          (gradient[0] as unknown as Record<string, number>)[name]!
        )
      );
      assertEquals(answer.adjust, how);
      assertMatch(text, new RegExp(` P ${how}$`, "m"));
      if (how === "holm") assertEquals(adjusted, [...holmOf(Float64Array.from(p!))]);
      if (how === "bonferroni") assertEquals(adjusted, p!.map((one) => Math.min(1, 3 * one)));
      if (how === "romano-wolf") {
        adjusted!.forEach((one, k) => assert(one >= Math.min(p![k]!, 0.999) - 0.02 || one <= 1e-3));
      }
    }
    const { answer } = await asked("--adjust", "holm");
    assertEquals(
      (answer.gradient[0] as unknown as { adjusted: number }).adjusted,
      answer.gradient[0]!.pValue,
    );
  });

  await t.step("what will not do", async () => {
    const cases: [string[], RegExp][] = [
      [["--grid", "w9=0:1:3"], /^--grid names "w9"; the coordinates of w are g1\.$/],
      [["--grid", "g1=0:1:3", "--grid", "g1=0:1:4"], /^--grid names "g1" twice; give it once\.$/],
      [["--grid", "g1=0:1:3", "--at", "1", "--at", "2"], /^--at is given 2 times beside --grid/],
      [["--grid", "g1=0:1:3", "--at", "1"], /^--at is given beside --grid, which names every/],
      [["--at", "1", "--at", "1"], /^--at is given twice as 1; give a point once\.$/],
      [["--at", "1", "--at", "1,2"], /^--at has 2 numbers and w has 1 coordinate/],
    ];
    for (const [options, sentence] of cases) {
      assertMatch(await refusal(...common, ...options), sentence);
    }
  });
});
