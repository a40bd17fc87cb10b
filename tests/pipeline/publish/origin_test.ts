import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { commitName, commitText, originOf } from "../../../pipeline/publish/origin.ts";
import { Checkout, HAS_GIT } from "./checkout.ts";

/** Does something with SOURCE_DATE_EPOCH, or another variable, set or unset. */
async function withEpoch<Result>(
  value: string | undefined,
  act: () => Promise<Result>,
  name = "SOURCE_DATE_EPOCH",
): Promise<Result> {
  const before = Deno.env.get(name);
  const set = (value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  set(value);
  try {
    return await act();
  } finally {
    set(before);
  }
}

const FILES = {
  ".commit": "$Format:%H %ct$\n",
  ".gitattributes": "/.commit export-subst\n",
  ".gitignore": "/out/\n",
  "a.ts": "1",
  "b/c d.ts": "2",
};

const GIT = { ignore: !HAS_GIT };

Deno.test(
  "the date is that of the commit, in a checkout and in an archive of it",
  GIT,
  async (t) => {
    await using checkout = await Checkout.of(FILES, "2026-03-04T05:06:07+09:00");
    const { root } = checkout;
    const seconds = Date.UTC(2026, 2, 3, 20, 6, 7) / 1000;
    const files = Object.keys(FILES).sort();
    const origin = await withEpoch(undefined, () => originOf(root, []));

    await t.step("a checkout", async () => {
      assertEquals(origin, {
        commit: await checkout.head(),
        seconds,
        files,
        changed: [],
        altered: false,
      });
    });
    await t.step("a checkout, told by a hook of another", async () => {
      const told = () => withEpoch(undefined, () => originOf(root, []));
      assertEquals(await withEpoch("/nowhere", told, "GIT_DIR"), origin);
    });
    await t.step("an archive without git, and one with other files of others", async () => {
      const folder = `${root}/../archive`;
      await checkout.archive(folder);
      assertEquals(await withEpoch(undefined, () => originOf(folder, [])), origin);
      assertEquals(await Deno.readTextFile(`${folder}/.commit`), commitText(origin));
      for (const file of ["out/x", "store/bigrad-store.json", "view/bigrad-view.txt"]) {
        await Deno.mkdir(`${folder}/${file.split("/")[0]}`);
        await Deno.writeTextFile(`${folder}/${file}`, "");
      }
      assertEquals(await withEpoch(undefined, () => originOf(folder, [])), origin);
    });
    await t.step("SOURCE_DATE_EPOCH goes before both, and has to be seconds", async () => {
      const told = await withEpoch("12", () => originOf(root, []));
      assertEquals(told, { ...origin, seconds: 12 });
      const { message } = await assertRejects(
        () => withEpoch("yesterday", () => originOf(root, [])),
        UsageError,
      );
      assertMatch(message, /^SOURCE_DATE_EPOCH is "yesterday"; give whole seconds/);
    });
    await t.step(
      "files that differ, or that git does not know but results stand on, are told",
      async () => {
        await Deno.writeTextFile(`${root}/a.ts`, "other");
        await Deno.writeTextFile(`${root}/new.ts`, "");
        await Deno.writeTextFile(`${root}/private.txt`, "");
        const dirty = await withEpoch(undefined, () => originOf(root, ["new.ts", "b/c d.ts"]));
        assertEquals(dirty.files, [...files, "new.ts"]);
        assertEquals([dirty.changed, dirty.altered], [["a.ts", "new.ts"], true]);
        await Deno.remove(`${root}/b/c d.ts`);
        const fewer = await withEpoch(undefined, () => originOf(root, []));
        assertEquals([fewer.files, fewer.changed], [files.slice(0, -1), ["a.ts", "b/c d.ts"]]);
      },
    );
    await t.step("whoever publishes from what was published so says it, too", async () => {
      const dirty = await withEpoch(undefined, () => originOf(root, []));
      await Deno.writeTextFile(`${root}/.commit`, commitText(dirty)!);
      await Deno.remove(`${root}/.git`, { recursive: true });
      const again = await withEpoch(undefined, () => originOf(root, []));
      assertEquals([again.seconds, again.changed, again.altered], [seconds, [], true]);
      assertEquals(commitText(again), commitText(dirty));
      assertEquals(commitName(again, 4), `${origin.commit!.slice(0, 4)} with changes`);
    });
  },
);

Deno.test(
  "without a date nothing is published, and the sentence says what to do",
  GIT,
  async () => {
    await using checkout = await Checkout.of(FILES, "2026-03-04T05:06:07Z");
    const { root } = checkout;
    const refusal = async (): Promise<string> =>
      (await withEpoch(undefined, () => assertRejects(() => originOf(root, []), UsageError)))
        .message;
    await Deno.remove(`${root}/.git/HEAD`);
    assertMatch(await refusal(), /^git does not tell the commit of .* \(.*\); mend that/);
    await Deno.remove(`${root}/.git`, { recursive: true });
    assertMatch(
      await refusal(),
      /^Nothing tells the date of these sources.* set SOURCE_DATE_EPOCH/,
    );
    const { commit, seconds } = await withEpoch("99", () => originOf(root, []));
    assertEquals([commit, seconds], [undefined, 99]);
  },
);
