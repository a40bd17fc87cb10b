import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { cleaningColumns, cleaningLosses } from "./own_data/cleaning.ts";
import { OwnFiles } from "./own_data/support.ts";
import { ProjectCopy } from "./project_copy.ts";
import { COLUMNS, HAS_TERMINALS, inTerminal } from "./terminal.ts";
import { forget, warm } from "./warm_store.ts";

const STUDY = "--profile smoke --study unbiased-first-order";
/** What takes the changing line away. */
const ERASE = "\r\x1b[K";
const LINE = /^[█░]{24} \d+ of \d+ stages · [^\r\n]*/;
const TIMES = /elapsed, (about|more than) [\d.]+ (s|min|h)\b.* left · \S+$/;

Deno.test({
  name: "no command asks anything on a terminal, and long ones show how far they are",
  ignore: !HAS_TERMINALS,
  fn: async (t) => {
    await using copy = await ProjectCopy.of();
    await copy.makeReady();

    /** What a command says that ends well. */
    async function typed(line: string, folder = copy.root): Promise<string> {
      const { code, text } = await inTerminal(line, folder);
      assertEquals(code, 0, text);
      return text;
    }

    /** The states of the changing line, which must fit and be gone at the end. */
    function progressOf(text: string): string[] {
      const parts = text.split(ERASE);
      const lines = parts.flatMap((part) => LINE.exec(part)?.[0] ?? []);
      for (const line of lines) assert([...line].length < COLUMNS, line);
      assert(!/[█░]/.test(parts.at(-1)!), parts.at(-1));
      return lines;
    }

    await t.step("reproduce", async () => {
      await warm(copy, "--study", "unbiased-first-order");
      await forget(copy, /^unbiased-first-order\/(figure|memory-and-time|claim)\//);
      const text = await typed(`./bigrad reproduce ${STUDY}`);
      const lines = progressOf(text);
      assertGreater(lines.length, 10);
      assertMatch(lines[0]!, /^█*░+ \d+ of \d+ stages · [\d.]+ s elapsed\b.* · \S+$/);
      assertGreater(lines.filter((line) => TIMES.test(line)).length, lines.length / 2);
      assertMatch(
        text,
        /\d+ stages: [1-9]\d+ ran, \d+ up to date; .*\.\nReport: out\/report\/index\.html /,
      );
    });
    await t.step("verify --crate", async () => {
      const target = "memory_constant --profile smoke";
      await typed(`SOURCE_DATE_EPOCH=1 ./bigrad publish ${target} --out sent`);
      assertGreater(progressOf(await typed("./bigrad verify --crate sent/*.zip")).length, 1);
    });

    await t.step("reproduce again, by make", async () => {
      const text = await typed(`make reproduce ARGS="${STUDY}"`);
      assertMatch(text, /^\d+ stages: 0 ran, \d+ up to date; .*\nReport: \S+ {2}Data: \S+\n$/);
    });
    await t.step("verify", async () => {
      const text = await typed(`./bigrad verify --sample 20 ${STUDY}`);
      assertGreater(progressOf(text).length, 5);
      assertMatch(
        text,
        /\d+ blobs re-hashed, 0 corrupt; 20 of \d+ stages run again, 0 different\.\n$/,
      );
    });
    await t.step("verify, without the launcher that forbids questions", async () => {
      const text = await typed(`deno run -A pipeline/main.ts verify meta_passes ${STUDY}`);
      assertMatch(text, / (\d+) of \1 stages run again, 0 different\.\n$/);
    });
    await t.step("status, explain, graph, gc and help", async () => {
      assertMatch(await typed(`./bigrad status ${STUDY}`), /^(\d+) of \1 stages are up to date /);
      assertMatch(await typed(`./bigrad status --list ${STUDY}`), /^up to date report\/index$/m);
      assertEquals(
        await typed(`./bigrad explain ort/index ${STUDY}`),
        "report/index: up to date.\n",
      );
      assertMatch(await typed(`make graph ARGS="${STUDY}"`), /^flowchart LR\n/);
      assertMatch(await typed("./bigrad gc"), / dropped, [\d.]+ MB\.\n$/);
      assertMatch(await typed("./bigrad"), /^bigrad: a reproducible laboratory/);
      assertMatch(await typed("make explain ARGS=--help"), /^\.\/bigrad explain TARGET/);
    });
    await t.step("estimate, where the user is", async () => {
      await using files = await OwnFiles.make();
      await files.csv("cleaning.csv", cleaningColumns(300));
      await files.write("cleaning.ts", await cleaningLosses());
      const text = await typed(
        `${copy.root}/bigrad estimate --data cleaning.csv --losses cleaning.ts --repetitions 1`,
        files.root,
      );
      assertStringIncludes(text, "Gradient of the outer objective");
    });
    await t.step(
      "the changing line is gone where the store cannot be written any more",
      async () => {
        const command = `./bigrad reproduce meta_passes ${STUDY} --store small --out shown`;
        const { code, text } = await inTerminal(
          `sh -c "trap '' XFSZ; ulimit -f 200; ${command}"`,
          copy.root,
        );
        assertEquals(code, 1);
        assertStringIncludes(text, `${ERASE}bigrad stopped: The store `);
        progressOf(text);
      },
    );
    await t.step("a mistake and a failure keep their exit codes", async () => {
      assertEquals((await inTerminal("./bigrad reproduce --jobs two", copy.root)).code, 2);
      await Deno.writeTextFile(`${copy.root}/pipeline/stages/meta_moments.ts`, "export const = 1;");
      assertEquals((await inTerminal(`./bigrad reproduce ${STUDY}`, copy.root)).code, 1);
    });
  },
});

Deno.test({
  name: "a question is noticed, and not waited for",
  ignore: !HAS_TERMINALS,
  fn: async () => {
    await using copy = await ProjectCopy.of();
    await Deno.writeTextFile(`${copy.root}/asks.ts`, 'Deno.readTextFileSync("deno.json");');
    await assertRejects(() => inTerminal("deno run asks.ts", copy.root), Error, "asks a question");
  },
});
