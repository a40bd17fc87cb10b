import { assertEquals, assertStrictEquals } from "@std/assert";
import { parseArgs, type ParseOptions } from "@std/cli";

/** What the original returns for a command line, one row a rule. */
const table: [string, string[], ParseOptions, Record<string, unknown>][] = [
  ["a bare option is true", ["--a"], {}, { a: true, _: [] }],
  ["the next word is the value", ["--a", "x"], {}, { a: "x", _: [] }],
  ["an option is never a value", ["--a", "--b"], {}, { a: true, b: true, _: [] }],
  ["= gives the value, further = belong to it", ["--a=b=c"], {}, { a: "b=c", _: [] }],
  ["an empty value is no value", ["--a="], {}, { "a=": true, _: [] }],
  ["the last value wins", ["--a", "1", "--a", "2"], {}, { a: 2, _: [] }],
  ["numbers are read where they look it", ["--a", "0x10", "1e3", "1f"], {}, {
    a: 16,
    _: [1000, "1f"],
  }],
  ["a value may hold a line break", ["--a=x\ny"], {}, { a: "x\ny", _: [] }],
  ["names of built-in properties are plain names", ["--toString", "--valueOf", "x"], {}, {
    toString: true,
    valueOf: "x",
    _: [],
  }],

  ["a boolean takes no value", ["--a", "x"], { boolean: ["a"] }, { a: true, _: ["x"] }],
  ["a boolean is false when absent", [], { boolean: "a" }, { a: false, _: [] }],
  ["a boolean reads true and false", ["--a", "false", "-b", "true"], { boolean: ["a", "b"] }, {
    a: false,
    b: true,
    _: [],
  }],
  ["a boolean reads =false", ["--a=false"], { boolean: ["a"] }, { a: false, _: [] }],
  ["boolean: true makes long options booleans", ["--a", "x", "-p", "5", "--c=d"], {
    boolean: true,
  }, { a: true, c: "d", p: 5, _: ["x"] }],

  ["a string stays text", ["--a", "007"], { string: ["a"] }, { a: "007", _: [] }],
  ["a string without a value is empty", ["--a"], { string: ["a"] }, { a: "", _: [] }],
  ["positional text stays text under _", ["1"], { string: "_" }, { _: ["1"] }],

  ["a collected option gathers", ["--a", "1", "--a=2"], { collect: ["a"] }, { a: [1, 2], _: [] }],
  ["one value is gathered too", ["-a", "x"], { collect: ["a"], string: ["a"] }, {
    a: ["x"],
    _: [],
  }],
  ["a collected option is empty when absent", [], { collect: ["a", "b"], string: ["a"] }, {
    a: [],
    _: [],
  }],
  ["collected booleans gather", ["--a", "--a"], { collect: ["a"], boolean: ["a"] }, {
    a: [true, true],
    _: [],
  }],

  ["--no-x is its own name", ["--no-x"], {}, { "no-x": true, _: [] }],
  ["--no-x sets a negatable to false", ["--x", "--no-x"], { boolean: ["x"], negatable: ["x"] }, {
    x: false,
    _: [],
  }],
  ["the last of --x and --no-x wins", ["--no-x", "--x"], { boolean: ["x"], negatable: ["x"] }, {
    x: true,
    _: [],
  }],
  ["--no-x takes no value", ["--no-x", "5"], { negatable: "x" }, { x: false, _: [5] }],

  ["a value is held under each spelling", ["-z", "5"], { alias: { z: ["zm", "zoom"] } }, {
    z: 5,
    zm: 5,
    zoom: 5,
    _: [],
  }],
  ["kinds follow the spellings", ["-h", "x"], { boolean: "help", alias: { help: "h" } }, {
    h: true,
    help: true,
    _: ["x"],
  }],
  ["defaults follow the spellings", [], { default: { n: 3 }, alias: { n: "number" } }, {
    n: 3,
    number: 3,
    _: [],
  }],
  ["a given value beats the default", ["-n", "4"], { default: { n: 3 } }, { n: 4, _: [] }],
  ["a default beats a boolean's false", [], { boolean: ["a"], default: { a: null } }, {
    a: null,
    _: [],
  }],

  ["letters group", ["-abc", "x"], {}, { a: true, b: true, c: "x", _: [] }],
  ["a group of strings is empty but the last", ["-ab", "x"], { string: ["a", "b"] }, {
    a: "",
    b: "x",
    _: [],
  }],
  ["a number ends a group", ["-n5", "-m-1.5"], {}, { n: 5, m: -1.5, _: [] }],
  ["a path ends a group", ["-xI/a/b"], {}, { x: true, I: "/a/b", _: [] }],
  ["= ends a group", ["-a=x"], {}, { a: "x", _: [] }],
  ["a short option may take a dash", ["-n", "-", "-f-"], {}, { n: "-", f: "-", _: [] }],
  ["a dash alone is positional", ["-"], {}, { _: ["-"] }],
  ["a boolean letter leaves the next word", ["-b", "-"], { boolean: "b" }, { b: true, _: ["-"] }],

  ["what follows -- is positional", ["--a", "--", "--b", "7"], {}, { a: true, _: ["--b", "7"] }],
  ["what follows -- can be kept apart", ["x", "--", "--b"], { "--": true }, {
    "--": ["--b"],
    _: ["x"],
  }],
  ["stopEarly leaves what follows the first word", ["--a=1", "run", "--b"], { stopEarly: true }, {
    a: 1,
    _: ["run", "--b"],
  }],
];

for (const [rule, args, options, expected] of table) {
  Deno.test(`parseArgs: ${rule}`, () => {
    const before = [...args];
    assertEquals(parseArgs(args, options), expected as never);
    assertEquals(args, before);
  });
}

Deno.test("parseArgs: unknown sees what was not declared, and false leaves it out", () => {
  const seen: unknown[][] = [];
  const result = parseArgs(["--known", "--study=a", "--oops=3", "word", "-q"], {
    boolean: ["known"],
    string: ["study"],
    unknown: (...call: unknown[]): boolean => {
      seen.push(call);
      return false;
    },
  });
  assertEquals(seen, [["--oops=3", "oops", "3"], ["word"], ["-q", "q", true]]);
  assertEquals<unknown>(result, { known: true, study: "a", _: [] });
});

Deno.test("parseArgs: the result is typed by the options", () => {
  const args = parseArgs(["--study=a", "-n", "2"], {
    boolean: ["json"],
    string: ["profile", "study", "jobs"],
    collect: ["study"],
    negatable: ["jobs"],
    default: { profile: "default" },
    alias: { json: "j" },
    "--": true,
  });
  const json: boolean = args.json;
  const j: boolean = args.j;
  const profile: string = args.profile;
  const study: string[] = args.study;
  const jobs: string | false | undefined = args.jobs;
  const rest: string[] = args["--"];
  const positional: (string | number)[] = args._;
  // @ts-expect-error a collected string is not a string
  const wrong: string = args.study;
  assertEquals([json, j, profile, study, jobs, rest, positional], [
    false,
    false,
    "default",
    ["a"],
    undefined,
    [],
    [],
  ]);
  assertStrictEquals(wrong, args.study);
  assertStrictEquals(args.n, 2);
});
