import { assertArrayIncludes, assertEquals, assertNotEquals } from "@std/assert";
import { projectFiles, ROOT } from "./project_files.ts";

const TEXT =
  /(^|\/)(Makefile|run|\.gitignore)$|\.(ts|js|json|lock|md|sql|css|html|svg|csv|yml|cff)$/;
const CODE = /\.(ts|js|sql|css)$/;
const GENERATED = /^.*\bgenerated\b/i;
const MOST_LINES = 400;

/** A folder of somebody's machine. */
const MACHINE_PATH = /(?<![\w.])\/(work|home|root|tmp|Users)\/\w/;
/** An address that is not a public page: a bare number, a port, or a store of packages. */
const PRIVATE_URL =
  /https?:\/\/(\d+\.|[^/\s"'`]*:\d|[^/\s"'`]*(registry|artifactory|nexus|verdaccio|mirror|proxy|\.local|\.internal|\.corp)\b)/i;

async function textFiles(): Promise<{ path: string; text: string }[]> {
  const paths = (await projectFiles(ROOT)).filter((path) => TEXT.test(path));
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await Deno.readTextFile(ROOT + path) })),
  );
}

/** The lines of the project that match, as `path:line: text`. */
async function linesMatching(pattern: RegExp): Promise<string[]> {
  return (await textFiles()).flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, i) =>
      pattern.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 120)}`] : []
    )
  );
}

Deno.test("the files of the project are those that git does not ignore", async () => {
  const files = await projectFiles(ROOT);
  assertArrayIncludes(files, ["deno.json", "tests/tools/project_files_test.ts", ".gitignore"]);
  assertEquals(
    files.filter((path) => /^(node_modules|\.git|\.cache|\.tools|out)\//.test(path)),
    [],
  );
});

Deno.test(`no file of code is longer than ${MOST_LINES} lines, unless it says it is generated`, async () => {
  const long = (await textFiles())
    .filter(({ path, text }) => CODE.test(path) && !GENERATED.test(text))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  assertEquals(long, []);
});

Deno.test("no text names a folder of somebody's machine", async () => {
  assertEquals(await linesMatching(MACHINE_PATH), []);
});

Deno.test("no text names a private address or a store of packages", async () => {
  assertEquals(await linesMatching(PRIVATE_URL), []);
});

Deno.test("the lock file names no host", async () => {
  const lock = await Deno.readTextFile(`${ROOT}deno.lock`);
  assertNotEquals(lock.length, 0);
  assertEquals(lock.match(/http/g), null);
});

Deno.test("make knows every command of the README", async () => {
  const [readme, makefile] = await Promise.all(
    ["README.md", "Makefile"].map((file) => Deno.readTextFile(ROOT + file)),
  );
  const [, known] = makefile.match(/^COMMANDS := (.*)$/m) ?? [];
  const [, commands] = readme.split(/^## Commands$/m);
  const named = [...commands.matchAll(/^ {4}\.\/bigrad ([a-z]+)/gm)].map(([, word]) => word);
  assertArrayIncludes([...known.split(" "), "test"], ["help", ...named]);
});

Deno.test("the patterns know a bad line from a good one", () => {
  const join = (...parts: string[]): string => parts.join("/");
  for (
    const path of [join("", "home", "ann", "x"), join('"', "root", "y"), join("", "work", "a")]
  ) {
    assertEquals([path, MACHINE_PATH.test(path)], [path, true]);
  }
  for (const path of ["./work/a", "frame/work/a", "/usr/bin/x", "~/home"]) {
    assertEquals([path, MACHINE_PATH.test(path)], [path, false]);
  }
  for (const host of ["127.0.0.1", "build:8080", "registry.example", "npm.mirror", "a.internal"]) {
    assertEquals([host, PRIVATE_URL.test(`https:${join("", "", host, "x")}`)], [host, true]);
  }
  for (const host of ["arxiv.org", "docs.deno.com", "www.w3.org", "example.org"]) {
    assertEquals([host, PRIVATE_URL.test(`https:${join("", "", host, "x:1")}`)], [host, false]);
  }
});
