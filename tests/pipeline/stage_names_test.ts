import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../pipeline/engine/stage.ts";
import { matchingNames, stageNamed, targetsNamed } from "../../pipeline/stage_names.ts";

const NAMES = [
  "a/figure/one/rows",
  "a/figure/one/spec",
  "a/figure/two/rows",
  "b.c/sum",
  "b.c/sum/x",
];

Deno.test("a stage is found by its name, a unique part of it, or a glob", () => {
  const found: [string, string][] = [
    ["a/figure/one/rows", "a/figure/one/rows"],
    ["b.c/sum", "b.c/sum"],
    ["one/s", "a/figure/one/spec"],
    ["*/two/*", "a/figure/two/rows"],
    ["?.c/sum", "b.c/sum"],
  ];
  for (const [word, name] of found) assertEquals(stageNamed(word, NAMES, "smoke"), name);
});

Deno.test("a part matches anywhere, a glob from end to end, and a dot is a dot", () => {
  assertEquals(matchingNames("rows", NAMES), [NAMES[0], NAMES[2]]);
  assertEquals(matchingNames("rows*", NAMES), []);
  assertEquals(matchingNames("*rows", NAMES), [NAMES[0], NAMES[2]]);
  assertEquals(matchingNames("b?c/sum", NAMES), ["b.c/sum"]);
  assertEquals(matchingNames("a.figure*", NAMES), []);
  // Wildcards side by side, in whatever order, end at once.
  assertEquals(matchingNames("?*?*".repeat(50) + "x", ["y".repeat(200)]), []);
  assertEquals(matchingNames("b?**?sum", NAMES), [NAMES[3]]);
});

Deno.test("a target is whole parts of names, with wildcards, or a part of just one", () => {
  const asked: [string[], string[]][] = [
    [["one"], [NAMES[0]!, NAMES[1]!]],
    [["figure/t*"], [NAMES[2]!]],
    [["figure/?wo"], [NAMES[2]!]],
    [["a"], [NAMES[0]!, NAMES[1]!, NAMES[2]!, "a/claim/two"]],
    [["b.c/sum"], [NAMES[3]!, NAMES[4]!]],
    [["one/spec", "figure/two"], [NAMES[1]!, NAMES[2]!]],
    [["two/row"], [NAMES[2]!]],
    [["a.two"], ["a/claim/two"]],
  ];
  for (const [words, names] of asked) {
    assertEquals(targetsNamed(words, [...NAMES, "a/claim/two"], "smoke"), names);
  }
  for (const word of ["nosuch", "a.nosuch", "o", "*nosuch*"]) {
    assertThrows(() => targetsNamed(["one", word], NAMES, "smoke"), UsageError, `"${word}"`);
  }
});

Deno.test("what is not unique or not there is answered with names", () => {
  const said: [string, string][] = [
    [
      "figure",
      '"figure" may mean 3 stages: a/figure/one/rows, a/figure/one/spec, ' +
      "a/figure/two/rows; give a longer part of one name.",
    ],
    [
      "a*",
      '"a*" may mean 3 stages: a/figure/one/rows, a/figure/one/spec, ' +
      "a/figure/two/rows; give a longer part of one name.",
    ],
    [
      "/",
      '"/" may mean 5 stages: a/figure/one/rows, a/figure/one/spec, a/figure/two/rows, ...; ' +
      "give a longer part of one name.",
    ],
    [
      "a/figur/twoo/rows",
      'There is no stage "a/figur/twoo/rows" in profile smoke; did you mean ' +
      'a/figure/two/rows or a/figure/one/rows? "./bigrad status --list --profile smoke" lists them.',
    ],
    [
      "nosuch",
      'There is no stage "nosuch" in profile smoke; "./bigrad status --list --profile smoke" lists them.',
    ],
  ];
  for (const [word, sentence] of said) {
    assertEquals(
      assertThrows(() => stageNamed(word, NAMES, "smoke"), UsageError).message,
      sentence,
    );
  }
});
