import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { cleaningColumns, cleaningLosses } from "./cleaning.ts";
import { type Answer, ask, OwnFiles, refusal } from "./support.ts";

type Shares = readonly { learner: string; smoothing: number; share: number }[];
interface Panelled extends Answer {
  readonly panel: readonly {
    readonly learner: string;
    readonly gradient: Answer["gradient"];
    readonly nuisances: readonly (Answer["nuisances"][number] & { shares?: Shares })[];
  }[];
}

Deno.test("a panel of learners on the same folds, and their stack", async (t) => {
  await using files = await OwnFiles.make();
  const data = await files.csv("a.csv", cleaningColumns(150, "panel"));
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  const asked = ["--data", data, "--losses", losses, "--repetitions", "2", "--learner", "series"];
  const { answer, text } = await ask(...asked, "--learners", "linear,series");
  const { panel } = answer as Panelled;

  await t.step("each is what it is alone, and what is asked for is as without", async () => {
    assertEquals(panel.map(({ learner }) => learner), ["linear", "series", "stacked"]);
    const { answer: series } = await ask(...asked);
    assertEquals([answer.gradient, panel[1]!.gradient], [series.gradient, series.gradient]);
    const { answer: linear } = await ask(...asked.with(-1, "linear"));
    assertEquals([panel[0]!.gradient, panel[0]!.nuisances], [linear.gradient, linear.nuisances]);
  });

  await t.step("the stack has shares of each function, which add up to 1", () => {
    for (const { learner, shares, r2, smoothing } of panel[2]!.nuisances) {
      assertEquals([learner, smoothing], ["stacked", null as unknown as number]);
      assertAlmostEquals(shares!.reduce((sum, { share }) => sum + share, 0), 1, 1e-9);
      assert(shares!.every(({ share }) => share > 0) && r2 < 1);
    }
    // out of fold and in the losses' own units a stack is hardly worse than the better of two
    panel[2]!.nuisances.slice(0, 2).forEach(({ value }, k) => {
      const best = Math.min(panel[0]!.nuisances[k]!.value, panel[1]!.nuisances[k]!.value);
      assert(value <= best + 0.02, `${value} ${best}`);
    });
    assertMatch(text, /^Learners on the same folds; R² out of fold$/m);
    assertMatch(text, /^ {2}stacked +source 2 +0\.\d+ +0\.\d+ /m);
    assertMatch(text, /^Shares in the stack\n {2}h +\d\.\d\d /m);
  });

  await t.step("names that will not do", async () => {
    const cases: [string, RegExp][] = [
      ["linear", /^--learners is "linear"; give two or more of sparse, linear, .*commas\.$/],
      ["linear,trees", /^--learners is "linear,trees"; give two or more of/],
      ["linear,auto", /^--learners is "linear,auto"; give two or more of/],
      ["linear,linear", /^--learners names "linear" twice; name it once\.$/],
    ];
    for (const [names, sentence] of cases) {
      assertMatch(await refusal(...asked, "--learners", names), sentence);
    }
  });
});
