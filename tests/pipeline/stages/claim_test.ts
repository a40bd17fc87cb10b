import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  chance,
  type ClaimParameters,
  judge,
  moreReplications,
  run,
} from "../../../pipeline/stages/claim.ts";

const WORDS = {
  id: "study.claim",
  study: "study",
  paper: "ours",
  statement: "A sentence.",
  measure: "a number",
  bar: "1 to 2",
  accepted: { low: 1, high: 2 },
  allowsFor: "draws",
  status: "stated",
  seed: 1,
  purpose: "study",
  complete: true,
};

async function judged(value: string, words: Partial<ClaimParameters> = {}) {
  const scratch = await Deno.makeTempDir();
  try {
    const { rows } = await run({ ...WORDS, ...words, value }, {}, [], { paths: {}, scratch });
    return JSON.parse(new TextDecoder().decode(rows))[0];
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

Deno.test("a claim is judged by its interval, at the edges too", () => {
  const range = { low: 1, high: 2 };
  assertEquals(judge(range, { low: 1, high: 2 }), "holds");
  assertEquals(judge(range, { low: 0, high: 0.5 }), "fails");
  assertEquals(judge(range, { low: 2.5, high: 3 }), "fails");
  assertEquals(judge(range, { low: 0.5, high: 1.5 }), "inconclusive");
  assertEquals(judge(range, { low: null, high: 1 }), "inconclusive");
  assertEquals(judge({ low: 4, high: null }, { low: 4, high: 1e9 }), "holds");
  assertEquals(judge({ low: 4, high: null }, { low: null, high: null }), "inconclusive");
  assertEquals(judge({ low: null, high: -0.5 }, { low: -Infinity, high: -1 }), "holds");
  assertEquals(judge({ low: null, high: null }, { low: 1, high: 2 }), "exploratory");
});

Deno.test("the interval is given, or 1.96 standard errors to either side", async () => {
  const given = await judged("SELECT 1.5 AS value, 1.2 AS low, 1.8 AS high, 'that one' AS which");
  assertEquals(given, {
    ...{ id: "study.claim", study: "study", paper: "ours", statement: "A sentence." },
    ...{ measure: "a number", which: "that one", value: 1.5, low: 1.2, high: 1.8 },
    ...{
      accepted_low: 1,
      accepted_high: 2,
      bar: "1 to 2",
      status: "stated",
      seed: 1,
      purpose: "study",
    },
    ...{ allows_for: "draws", by_interval: "holds", verdict: "holds", reason: null, p: given.p },
  });
  assertAlmostEquals(given.p, 0.00054422, 1e-8);
  const { low, high } = await judged("SELECT 1.5 AS value, 0.1 AS error");
  assertEquals([low, high], [1.5 - 1.959963984540054 * 0.1, 1.5 + 1.959963984540054 * 0.1]);
});

Deno.test("of several statements the last one is the query", async () => {
  const { value } = await judged("SELECT 9 AS value, 0 AS error; SELECT 1.5 AS value, 0 AS error;");
  assertEquals(value, 1.5);
});

Deno.test("a number may be as large as a double", async () => {
  const { value, low, high } = await judged("SELECT 1e300 AS value, 2e299 AS low, 1e301 AS high");
  assertEquals([value, low, high], [1e300, 2e299, 1e301]);
});

Deno.test("the interval of a share stays between 0 and 1", async () => {
  const nominal = { accepted: { low: 0.93, high: 0.97 } };
  const of = async (share: number, error: number) => {
    const { low, high, verdict } = await judged(
      `SELECT ${share} AS value, ${error} AS share_error`,
      nominal,
    );
    return { low: low.toFixed(3), high: high.toFixed(3), verdict };
  };
  assertEquals(await of(0.95, 0.05), { low: "0.757", high: "0.991", verdict: "inconclusive" });
  assertEquals(await of(0.95, 0.005), { low: "0.939", high: "0.959", verdict: "holds" });
  assertEquals(await of(1, 0.05), { low: "0.863", high: "1.000", verdict: "inconclusive" });
  await assertRejects(() => judged("SELECT 1.5 AS value, 0.1 AS share_error"), Error, "as a share");
});

Deno.test("the words stand whatever came back, and the reason is said", async () => {
  const none = await judged("SELECT 1 AS value, 0 AS error WHERE false");
  assertEquals([none.statement, none.bar, none.value], ["A sentence.", "1 to 2", null]);
  assertEquals(none.verdict, "fails");
  const missing = await judged("SELECT 1 AS value, 0 AS error WHERE false", { complete: false });
  assertEquals([missing.verdict, missing.p], ["not judged", null]);
  assertStringIncludes(none.reason, "gave no row");
  const lost = await judged("SELECT NULL::DOUBLE AS value, NULL::DOUBLE AS error");
  assertEquals([lost.verdict, lost.value], ["inconclusive", null]);
  assertStringIncludes(lost.reason, "no number");
  const alone = await judged("SELECT 1 AS value, NULL::DOUBLE AS error");
  assertEquals([alone.verdict, alone.value], ["inconclusive", 1]);
  assertStringIncludes(alone.reason, "no interval");
  const within = await judged("SELECT NULL::DOUBLE AS value, 1.2 AS low, 1.8 AS high");
  assertEquals([within.verdict, within.low, within.high], ["inconclusive", null, null]);
  const diverged = await judged("SELECT 'inf'::DOUBLE AS value, 'inf'::DOUBLE AS error");
  assertEquals([diverged.verdict, diverged.low, diverged.p], ["inconclusive", null, null]);
  const open = { accepted: { low: null, high: null } };
  assertEquals((await judged("SELECT 1 AS value, 0 AS error", open)).verdict, "exploratory");
});

Deno.test("what is no answer is an error that names the claim", async () => {
  const wrong = {
    "SELECT 1 AS value, 0 AS error UNION ALL SELECT 2, 0": "several rows",
    "SELECT 1 AS value, 0 AS error FROM range(1000000000)": "several rows",
    "SELECT 1 AS value, -0.1 AS error": "-0.1 as its error",
    "SELECT 0.5 AS value, -0.1 AS share_error": "-0.1 as its share_error",
    "SELECT 1.5 AS value, 1.8 AS low, 1.2 AS high": "the interval 1.8 to 1.2",
    "SELECT '-inf'::DOUBLE AS value, 1 AS low, 2 AS high": "in which it is not",
    "SELECT '' AS value, 0 AS error": "as its value",
    "SELECT true AS value, 0 AS error": "true as its value",
    "SELECT 1 AS value, 0 AS error, 1 AS error": 'the column "error" twice',
    "SELECT 'NaN'::DOUBLE AS value, 0 AS error": "NaN as its value",
    "SELECT 1 AS value, 'NaN'::DOUBLE AS low, 2 AS high": "NaN as its low",
    "SELECT 1 AS value": "either low and high or error",
    "SELECT 1 AS value, 0 AS error, 0 AS share_error": "either low and high or error",
    "SELECT 1 AS value, 0 AS low, 2 AS high, 1 AS error": "either low and high or error",
    "SELECT 1 AS value, 0 AS error, 'holds' AS verdict": 'a column "verdict"',
  };
  for (const [query, message] of Object.entries(wrong)) {
    const error = await assertRejects(() => judged(query), Error, message);
    assertStringIncludes(error.message, 'claim "study.claim"');
  }
});

Deno.test("what was found on the study's draws is judged on others alone", async () => {
  const of = async (purpose: string) => {
    const row = await judged("SELECT 1.5 AS value, 0.1 AS error", { status: "found", purpose });
    return [row.verdict, row.by_interval];
  };
  assertEquals(await of("study"), ["exploratory", "holds"]);
  assertEquals(await of("confirmation"), ["holds", "holds"]);
  assertEquals(await of("repeat"), ["holds", "holds"]);
});

Deno.test("p is at most 0.025 where the interval decides, and nowhere else", () => {
  const ranges = [{ low: 1, high: 2 }, { low: null, high: 2 }, { low: 1, high: null }];
  for (const range of ranges) {
    for (let value = -1; value < 4; value += 0.11) {
      for (const [below, above] of [[0.3, 0.3], [0.1, 0.6], [0.02, 0.01]] as const) {
        const found = { value, low: value - below, high: value + above, which: null };
        const p = chance(range, found)!;
        assertEquals(p <= 0.025, judge(range, found) !== "inconclusive", `${value} ${below}`);
        assert(p >= 0 && p <= 1);
      }
    }
  }
  const certain = (value: number) =>
    chance({ low: 1, high: 2 }, { value, low: value, high: value, which: null });
  assertEquals([certain(1.5), certain(3), certain(2)], [0, 0, 0]);
  assertEquals(chance({ low: null, high: null }, { value: 1, low: 1, high: 1, which: null }), null);
});

Deno.test("p of numbers and intervals without end is that of the verdict", async () => {
  const range = { low: 1, high: null };
  const of = (value: number, low: number, high: number) =>
    chance(range, { value, low, high, which: null });
  assertEquals(of(Infinity, 5, Infinity), 0.025);
  assertEquals([of(Infinity, 0.5, Infinity), of(Infinity, -Infinity, Infinity)], [0.5, 0.5]);
  assertEquals([of(Infinity, Infinity, Infinity), of(-Infinity, -Infinity, -Infinity)], [0, 0]);
  assertEquals((await judged("SELECT 1e308 AS value, 1e308 AS error")).p, 0.5);
});

Deno.test("an undecided claim says how many replications would decide", async () => {
  const range = { low: 1, high: 2 };
  const at = (value: number, low: number, high: number) =>
    moreReplications(range, { value, low, high, which: null });
  assertAlmostEquals(at(1.2, 0.8, 1.6)!, 4, 1e-9);
  assertAlmostEquals(at(0.9, 0.6, 1.2)!, 9, 1e-9);
  assertAlmostEquals(at(1.4, 0.6, 2.2)!, 4, 1e-9);
  // With fewer the interval ends between the ends of the range, and decides nothing.
  assertAlmostEquals(at(2.5, 0.5, 4.5)!, 16, 1e-9);
  assertAlmostEquals(at(0.5, -1.5, 2.5)!, 16, 1e-9);
  assertEquals([at(1.5, 1.2, 1.8), at(3, 2.5, 3.5)], [null, null]);
  // Intervals that end where the range begins, or begin where it ends.
  assertEquals([at(0.5, 0, 1), at(2.5, 2, 3)], [1, 1]);
  assertEquals([at(1, 0, 1), at(2, 2, 3), at(1, 0.5, 1.5)], [Infinity, Infinity, Infinity]);
  const { reason } = await judged("SELECT 1.1 AS value, 0.1 AS error");
  assertStringIncludes(reason, "About 3.8 times the replications");
  const near = await judged("SELECT 1.0001 AS value, 0.1 AS error");
  assertStringIncludes(near.reason, "100 times the replications would not decide");
});
