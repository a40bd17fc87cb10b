import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  claimsLine,
  isAsNamed,
  neverLost,
  noticed,
  Remembered,
  type Verdicts,
} from "./fault_outcomes.ts";
import { faultsPage } from "./faults_page.ts";

const fault = (claims: readonly string[]) => ({
  id: "sign",
  file: "estimators/e.ts",
  find: "+",
  replace: "-",
  tests: ["tests/estimators/e_test.ts"],
  claims,
});
const TEST = "tests/estimators/e_test.ts";
const WHOLE: Verdicts = { a: "holds", b: "holds", c: "holds", d: "fails" };

Deno.test("a claim is lost that held without the fault and does not hold with it", () => {
  const broken: Verdicts = { a: "fails", b: "inconclusive", c: "not computed" };
  const one = noticed(fault(["a", "b", "c"]), TEST, broken, WHOLE);
  assertEquals(one.lost, ["a", "b", "c"]);
  assertEquals(isAsNamed(one), true);
  assertEquals(claimsLine(one), "sign: lost a, b; not computed c");
  assertEquals(neverLost(["a", "c", "d"], WHOLE, [one]), []);
});

Deno.test("a fault is not as named without a test, or where a claim holds on", () => {
  const still = noticed(fault(["a", "b"]), TEST, { a: "holds", b: "fails" }, WHOLE);
  assertEquals([isAsNamed(still), claimsLine(still)], [false, "sign: lost b; STILL HOLD a"]);
  assertEquals(neverLost(["a", "b"], WHOLE, [still]), ["a"]);
  const never = noticed(fault(["d"]), TEST, { d: "fails" }, WHOLE);
  assertEquals([isAsNamed(never), claimsLine(never)], [true, "sign: without it no better d"]);
  assertEquals(isAsNamed(noticed(fault([]), null, {}, WHOLE)), false);
  const unknown = noticed(fault(["a"]), TEST, null, WHOLE);
  assertEquals([isAsNamed(unknown), claimsLine(unknown)], [false, "sign: not looked at a"]);
  assertEquals(neverLost(["a"], WHOLE, [unknown]), ["a"]);
  const unseen = noticed(fault([]), TEST, {}, WHOLE);
  assertEquals([isAsNamed(unseen), claimsLine(unseen)], [true, "sign: no claim sees it"]);
});

Deno.test("what was found from the same is not looked for again, in another run either", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/outcomes.json`;
    let looked = 0;
    const look = () => Promise.resolve(++looked);
    const found = async (from: string) => (await new Remembered(file).recall([from], look)).found;
    assertEquals([await found("x"), await found("y"), await found("x")], [1, 2, 1]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the page tells who noticed which fault, and what each headline claim is lost by", () => {
  const one = noticed(fault(["a", "b"]), TEST, { a: "fails", b: "holds" }, WHOLE);
  const page = faultsPage({
    commit: "1234567",
    changed: true,
    profile: "smoke",
    all: [one, { ...one, by: null }],
    headlines: ["a", "b"],
  });
  for (
    const words of [
      "with the code of `1234567`, changes that were not committed yet, and the profile `smoke`.",
      "Of 2 faults 1 are noticed by a test. 2 lose claims that hold without them, 1 claims in all; 2 times",
      "| `a` | `sign`, `sign` |\n| `b` | none |",
      `- \`sign\`: \`${TEST}\` fails; lost are \`a\`; \`b\` still hold\n- \`sign\`: no test fails;`,
    ]
  ) assertStringIncludes(page, words);
});
