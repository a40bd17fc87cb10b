import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../pipeline/engine/stage.ts";
import { MANIFEST, requireApart, View } from "../../pipeline/view_folder.ts";
import { readAll, writeAll } from "./strangers.ts";

const PAGE = "report/index.html";
const FIGURE = "report/figures/one.svg";

/** A folder with files, and a view in it; it goes when it is disposed of. */
class Folder {
  readonly parent = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "bigrad-view-" }));
  readonly root = join(this.parent, "some", "out");

  constructor(files?: Readonly<Record<string, string>>) {
    if (files !== undefined) Deno.mkdirSync(this.root, { recursive: true });
    writeAll(this.root, files ?? {});
  }

  /** The view as a new process would see it. */
  view(earlier: readonly string[] = []): View {
    return new View(this.root, () => earlier);
  }

  /** All that is in the folder but the manifest. */
  files(): Record<string, string> {
    const { [MANIFEST]: _, ...files } = readAll(this.root);
    return files;
  }

  /** Neither a look nor a write goes through, for a reason that names this; nothing is changed. */
  refuses(named: string, path = PAGE): void {
    const before = readAll(this.parent);
    for (const how of [() => this.view().check([path]), () => this.view().replace(path, "new")]) {
      const { message } = assertThrows(how, UsageError);
      assertStringIncludes(message, this.root);
      assertStringIncludes(message, named);
      assert(/^[^\n]*; [^\n]*--out [^\n]*\.$/.test(message), message);
    }
    assertEquals(readAll(this.parent), before);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.parent, { recursive: true });
  }
}

Deno.test("a view is made in a missing or an empty folder, and replaces what it made", () => {
  for (const files of [undefined, {}]) {
    using folder = new Folder(files);
    folder.view().check([PAGE, FIGURE]);
    for (const text of ["first", "second"]) {
      folder.view().replace(PAGE, text);
      folder.view().replace(FIGURE, new TextEncoder().encode(text));
      folder.view().check([PAGE, FIGURE]);
      assertEquals(folder.files(), { [PAGE]: text, [FIGURE]: text });
    }
    Deno.writeTextFileSync(join(folder.root, PAGE), "tampered");
    folder.view().replace(PAGE, "third");
    folder.view().remove(FIGURE);
    assertEquals(folder.files(), { [PAGE]: "third", "report/figures/": "" });
    folder.view().remove(FIGURE);
    folder.view().remove("never/made.svg");
  }
});

Deno.test("a folder that is not empty and not a view is refused, whatever is in it", () => {
  for (
    const [named, files] of Object.entries({
      "thesis.pdf": { "thesis.pdf": "A" },
      report: { [PAGE]: "my own report" },
      photos: { photos: "-> /tmp" },
      [MANIFEST]: { [MANIFEST]: "a list of my own", "thesis.pdf": "A" },
    })
  ) {
    using folder = new Folder(files);
    assertThrows(() => folder.view().check([PAGE]), UsageError, "is not empty and not a view");
    if (Object.keys(files).length === 1) folder.refuses(`it holds "${named}"`);
    else folder.refuses(`no valid ${MANIFEST}`);
  }
  using file = new Folder();
  writeAll(join(file.root, ".."), { out: "a file" });
  file.refuses("is no folder");
});

Deno.test("files beside are kept, and what is in the way is never overwritten or removed", () => {
  using folder = new Folder({});
  folder.view().replace(PAGE, "page");
  const strangers = {
    "notes.txt": "mine",
    "report/figures/mine.svg": "mine",
    "report/data": "-> ../../photos",
    [`${FIGURE}.part`]: "mine",
  };
  writeAll(folder.root, strangers);
  writeAll(folder.parent, { "some/photos/a.parquet": "sea" });
  folder.view().replace(FIGURE, "figure");
  assertEquals(folder.files(), { ...strangers, [PAGE]: "page", [FIGURE]: "figure" });
  // A file, a link and a folder where a file is to go; a link and a file where a folder is to be.
  folder.view().remove("report/figures/mine.svg");
  folder.refuses("mine.svg", "report/figures/mine.svg");
  folder.refuses("report/data", "report/data/a.parquet");
  folder.refuses("notes.txt", "notes.txt/a.parquet");
  folder.refuses("report/figures", "report/figures");
  // Also where the view made a file before.
  Deno.removeSync(join(folder.root, PAGE));
  writeAll(folder.root, { [PAGE]: "-> ../../photos/a.parquet" });
  folder.refuses(PAGE);
  // What it removed is not its own any more.
  folder.view().remove(FIGURE);
  writeAll(folder.root, { [FIGURE]: "mine" });
  folder.refuses(FIGURE, FIGURE);
  assertEquals(readAll(folder.parent)["some/photos/a.parquet"], "sea");
});

Deno.test("what the system refuses to write is said with its remedy", () => {
  using folder = new Folder();
  folder.view().replace(PAGE, "shown");
  // No system has names as long, as no disk has room for all.
  const path = "x".repeat(5000);
  const { message } = assertThrows(() => folder.view().replace(path, ""), UsageError);
  assertMatch(
    message,
    /^The view [^\n]+ cannot be written \([^\n]+\); make room, [^\n]+ is kept\.$/,
  );
  assertEquals(folder.files(), { [PAGE]: "shown" });
});

Deno.test("files that are made together are all refused if one is in the way", () => {
  using folder = new Folder();
  folder.view().replace(PAGE, "old");
  writeAll(folder.root, { [FIGURE]: "mine" });
  const before = readAll(folder.root);
  const files = new Map([[PAGE, "new"], ["report/two.html", "new"], [FIGURE, "new"]]);
  assertThrows(() => folder.view().replaceAll(files), UsageError, FIGURE);
  assertEquals(readAll(folder.root), before);
  files.delete(FIGURE);
  folder.view().replaceAll(files);
  assertEquals(folder.files(), { ...Object.fromEntries(files), [FIGURE]: "mine" });
});

Deno.test("a file that another run removes while it is replaced is still the view's", () => {
  using folder = new Folder();
  folder.view().replace(PAGE, "old");
  const files = new class extends Map<string, string> {
    override *[Symbol.iterator](): MapIterator<[string, string]> {
      folder.view().remove(PAGE);
      yield* super[Symbol.iterator]();
    }
  }();
  files.set(PAGE, "new");
  folder.view().replaceAll(files);
  assertEquals(folder.files(), { [PAGE]: "new" });
  assert(folder.view().has(PAGE));
});

Deno.test("a line of the manifest that was cut short is not believed and harms nothing", () => {
  using folder = new Folder({});
  folder.view().replace(PAGE, "page");
  const manifest = join(folder.root, MANIFEST);
  Deno.writeTextFileSync(manifest, "\n+ report/fig", { append: true });
  folder.view().replace(FIGURE, "figure");
  folder.view().check([PAGE, FIGURE]);
  folder.view().replace(FIGURE, "figure again");
  assertEquals(folder.files(), { [PAGE]: "page", [FIGURE]: "figure again" });
});

Deno.test("of a view from before the manifest only what that version made is replaced", () => {
  using folder = new Folder({ [PAGE]: "old", "report/mine.html": "mine", [FIGURE]: "mine, too" });
  const view = folder.view([PAGE]);
  view.check([PAGE]);
  assertEquals(readAll(folder.root)[MANIFEST], undefined, "a look changes nothing");
  assertThrows(() => view.check([PAGE, FIGURE]), UsageError, FIGURE);
  view.replace(PAGE, "new");
  assertThrows(() => view.replace(FIGURE, "new"), UsageError, FIGURE);
  folder.view().check([PAGE]);
  assertEquals(folder.files(), {
    [PAGE]: "new",
    "report/mine.html": "mine",
    [FIGURE]: "mine, too",
  });
});

Deno.test("a link to a folder is as good as the folder", () => {
  using elsewhere = new Folder({});
  using folder = new Folder();
  writeAll(folder.parent, { "some/out": `-> ${elsewhere.root}` });
  folder.view().replace(PAGE, "page");
  folder.view().replace(PAGE, "new");
  assertEquals(elsewhere.files(), { [PAGE]: "new" });
});

Deno.test("the store and the view lie apart, wherever links lead and whether or not they are there", () => {
  using folder = new Folder({});
  const at = (path: string): string => join(folder.root, path);
  writeAll(folder.root, { "linked": "-> store/inner", "store/inner/x": "" });
  const pairs: Record<string, [string, string][]> = {
    apart: [["store", "out"], ["store", "store2"], ["a/store", "a/out"], ["..store", "out"], [
      ".bigrad",
      "linked/../out",
    ]],
    within: [
      ["store", "store"],
      ["store", "store/out"],
      ["out/store", "out"],
      [".", "out"],
      [
        "store",
        ".",
      ],
      ["store", "/"],
      ["/", "out"],
      ["store", "linked"],
      ["store", "linked/new/out"],
    ],
  };
  for (const [store, out] of pairs.apart!) requireApart(at(store), at(out));
  for (const [store, out] of pairs.within!) {
    const [one, other] = [store, out].map((path) => path === "/" ? "/" : at(path));
    const { message } = assertThrows(
      () => requireApart(one!, other!),
      UsageError,
      "in one another",
    );
    assert(message.includes(one!) && message.includes(other!));
  }
});

Deno.test("the names of a view's files are on the disk before they are written", () => {
  using folder = new Folder();
  const named = new Map<string, boolean>();
  const { prototype } = Deno.FsFile;
  const sync = prototype.syncDataSync;
  prototype.syncDataSync = function () {
    sync.call(this);
    const files = readAll(folder.root);
    const text = Object.entries(files).find(([path]) => path.startsWith(MANIFEST))![1];
    for (const path of [PAGE, FIGURE]) {
      if (text.includes(`+ ${path}\n`) && !named.has(path)) named.set(path, path in files);
    }
    if (!named.has(MANIFEST)) named.set(MANIFEST, MANIFEST in files);
  };
  try {
    folder.view().replace(PAGE, "page");
    folder.view().replace(FIGURE, "figure");
  } finally {
    prototype.syncDataSync = sync;
  }
  assertEquals(Object.fromEntries(named), { [MANIFEST]: false, [PAGE]: false, [FIGURE]: false });
});

Deno.test("what a run was writing when it was killed goes with the next run, and nothing else", () => {
  using folder = new Folder();
  folder.view().replaceAll(new Map([[PAGE, "page"], [FIGURE, "figure"]]));
  const aside = (path: string) => `${path}.${crypto.randomUUID()}`;
  const kept = {
    [aside("report/not-made.html")]: "a stranger's",
    [`${PAGE}.backup`]: "a user's",
    [`${aside(PAGE)}/within`]: "a folder",
  };
  writeAll(folder.root, {
    [aside(PAGE)]: "pa",
    [aside(FIGURE)]: "",
    [aside(MANIFEST)]: "",
    [`${aside(MANIFEST)}/scratch.parquet`]: "PAR1",
    ...kept,
  });
  folder.view().begin();
  assertEquals(folder.files(), { [PAGE]: "page", [FIGURE]: "figure", ...kept });
});

Deno.test("a scratch folder goes with its use, and where another run took it away all is done again", async () => {
  using folder = new Folder();
  const view = folder.view();
  const given: string[] = [];
  const read = await view.withScratch(async (scratch) => {
    given.push(scratch);
    await Deno.writeTextFile(`${scratch}/a`, "whole");
    if (given.length === 1) folder.view().begin();
    return await Deno.readTextFile(`${scratch}/a`);
  });
  assertEquals([read, given.length, folder.files()], ["whole", 2, {}]);
  await assertRejects(() => view.withScratch(() => Promise.reject(new Error("own"))), Error, "own");
  const full = new Error('IO Error: Could not write file "x": No space left on device');
  await assertRejects(
    () => view.withScratch(() => Promise.reject(full)),
    UsageError,
    "No space left on device); make room",
  );
  assertEquals(folder.files(), {});
});
