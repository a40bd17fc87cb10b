import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  adjointStep,
  checkOptions,
  decayed,
  flag,
  lowerStep,
  nonNegative,
  object,
  oneOf,
  optional,
  outerStep,
  positive,
  type Rule,
  whole,
} from "../../../estimators/parametric/options.ts";
import { published } from "./support.ts";

Deno.test("rules accept what they say and nothing else", () => {
  const values = [
    -1,
    0,
    0.5,
    1,
    2,
    NaN,
    Infinity,
    "1",
    "cg",
    true,
    false,
    null,
    undefined,
    [],
    {},
  ];
  const accepted = (rule: Rule): unknown[] => values.filter((value) => rule.accepts(value));
  assertEquals(accepted(positive), [0.5, 1, 2]);
  assertEquals(accepted(nonNegative), [0, 0.5, 1, 2]);
  assertEquals(accepted(whole(0)), [0, 1, 2]);
  assertEquals(accepted(whole(1)), [1, 2]);
  assertEquals(accepted(flag), [true, false]);
  assertEquals(accepted(oneOf("cg", "dense")), ["cg"]);
  assertEquals(accepted(object), [{}]);
  assertEquals(accepted(optional(whole(1))), [1, 2, undefined]);
});

Deno.test("options are refused with their owner, name, value and remedy", () => {
  const rules = { size: positive, kind: optional(oneOf("a", "b")) };
  checkOptions("m", { size: 1 }, rules);
  checkOptions("m", { size: 1, kind: "b" }, rules);
  const refused: [unknown, string][] = [
    [{}, "m: size is missing: give a positive finite number"],
    [{ size: "1" }, 'm: size is "1": give a positive finite number'],
    [{ size: -Infinity }, "m: size is -Infinity: give"],
    [{ size: 1, kind: "c" }, 'm: kind is "c": give "a" or "b", or leave it out'],
    [{ size: 1, Kind: "a" }, "m: there is no option Kind: give some of size, kind"],
    [undefined, "m: the options are undefined: give an object of options"],
    [[], "m: the options are []"],
    [{ size: 1, constructor: 1 }, "m: there is no option constructor"],
  ];
  for (const [options, sentence] of refused) {
    assertThrows(() => checkOptions("m", options as object, rules), RangeError, sentence);
  }
});

Deno.test("steps decay as the power of the iteration that they are given", () => {
  assertEquals(decayed(9, 0), 1);
  assertEquals(decayed(0, 0.7), 1);
  assertAlmostEquals(decayed(3, 0.5), 0.5, 1e-15);
  assertAlmostEquals(decayed(3, 2), 1 / 16, 1e-15);
  assertAlmostEquals(outerStep({ outerStep: 6, outerDecay: 1 }, 2), 2, 1e-14);
  assertEquals(outerStep({ outerStep: 6 }, 2), 6);
  const problem = published();
  const { x } = problem.start;
  assertEquals(lowerStep({}, problem, x, 4), 1 / problem.curvature(x).L);
  assertEquals(lowerStep({ lowerStep: 0.25 }, problem, x, 4), 0.25);
  assertAlmostEquals(lowerStep({ lowerDecay: 0.5 }, problem, x, 3), 0.5, 1e-15);
  assertEquals(adjointStep({}, 0.3, 5), 0.3);
  assertAlmostEquals(adjointStep({ adjointStep: 2, lowerDecay: 1 }, 0.3, 3), 0.5, 1e-14);
});
