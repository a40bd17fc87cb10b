import { assertEquals } from "@std/assert";
import { commitOf } from "../../pipeline/commit.ts";
import { writeAll } from "./strangers.ts";

const A = "a".repeat(40);

function told(files: Record<string, string>): string | undefined {
  const root = Deno.makeTempDirSync();
  try {
    writeAll(root, files);
    return commitOf(`${root}/tree`);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("the commit is read from git's files, however they name it", () => {
  const head = { "tree/.git/HEAD": "ref: refs/heads/x\n" };
  assertEquals(told({ ...head, "tree/.git/refs/heads/x": `${A}\n` }), A);
  assertEquals(told({ "tree/.git/HEAD": `${A}\n` }), A);
  assertEquals(told({ ...head, "tree/.git/packed-refs": `# pack-refs\n${A} refs/heads/x\n` }), A);
  assertEquals(
    told({
      "tree/.git": "gitdir: ../git/worktrees/t\n",
      "git/worktrees/t/HEAD": "ref: refs/heads/x\n",
      "git/worktrees/t/commondir": "../..\n",
      "git/refs/heads/x": A,
    }),
    A,
  );
});

Deno.test("without git, or before the first commit, there is none", () => {
  assertEquals(told({ "tree/deno.json": "{}" }), undefined);
  assertEquals(told({ "tree/.git/HEAD": "ref: refs/heads/x\n" }), undefined);
  assertEquals(told({ "tree/.git/HEAD": "not a hash\n" }), undefined);
});
