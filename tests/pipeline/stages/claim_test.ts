import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type ClaimParameters, judge, run } from "../../../pipeline/stages/claim.ts";

const WORDS = {
  id: "study.claim",
  study: "study",
  paper: "ours",
  statement: "A sentence.",
  measure: "a number",
  bar: "1 to 2",
  accepted: { low: 1, high: 2 },
  status: "stated",
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
    ...{ accepted_low: 1, accepted_high: 2, bar: "1 to 2", status: "stated" },
    ...{ verdict: "holds", reason: null },
  });
  const { low, high } = await judged("SELECT 1.5 AS value, 0.1 AS error");
  assertEquals([low, high], [1.5 - 1.959963984540054 * 0.1, 1.5 + 1.959963984540054 * 0.1]);
});

Deno.test("the words stand whatever came back, and the reason is said", async () => {
  const none = await judged("SELECT 1 AS value, 0 AS error WHERE false");
  assertEquals([none.statement, none.bar, none.value], ["A sentence.", "1 to 2", null]);
  assertEquals(none.verdict, "not judged");
  assertStringIncludes(none.reason, "gave no row");
  const lost = await judged("SELECT NULL::DOUBLE AS value, NULL::DOUBLE AS error");
  assertEquals([lost.verdict, lost.value], ["inconclusive", null]);
  assertStringIncludes(lost.reason, "no number");
  const alone = await judged("SELECT 1 AS value, NULL::DOUBLE AS error");
  assertEquals([alone.verdict, alone.value], ["inconclusive", 1]);
  assertStringIncludes(alone.reason, "no interval");
  const open = { accepted: { low: null, high: null } };
  assertEquals((await judged("SELECT 1 AS value, 0 AS error", open)).verdict, "exploratory");
});

Deno.test("what is no answer is an error that names the claim", async () => {
  const wrong = {
    "SELECT 1 AS value, 0 AS error UNION ALL SELECT 2, 0": "2 rows",
    "SELECT 'NaN'::DOUBLE AS value, 0 AS error": "NaN as its value",
    "SELECT 1 AS value, 'NaN'::DOUBLE AS low, 2 AS high": "NaN as its low",
    "SELECT 1 AS value": "either low and high or error",
    "SELECT 1 AS value, 0 AS low, 2 AS high, 1 AS error": "either low and high or error",
    "SELECT 1 AS value, 0 AS error, 'holds' AS verdict": 'a column "verdict"',
  };
  for (const [query, message] of Object.entries(wrong)) {
    const error = await assertRejects(() => judged(query), Error, message);
    assertStringIncludes(error.message, 'claim "study.claim"');
  }
});
