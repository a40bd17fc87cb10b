import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { unzipFiles, zipFiles } from "../../../pipeline/publish/archive.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const FILES = new Map<string, Bytes>([
  ["b/two.txt", bytes("two\n".repeat(1000))],
  ["a.txt", bytes("one")],
  ["run", bytes("#!/bin/sh\nexit 0\n")],
  ["empty", new Uint8Array()],
  ["noise", Uint8Array.from({ length: 999 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 13)],
  ["ü/n=1,2 +%.json", bytes("{}")],
]);

/** What unpacking says, which has to be one sentence. */
function refusal(archive: Bytes): string {
  const { message } = assertThrows(() => unzipFiles(archive, "x.zip"), UsageError);
  assertMatch(message, /^"x\.zip" .*\.$/);
  return message;
}

Deno.test("what is packed is unpacked", () => {
  const again = unzipFiles(zipFiles(FILES), "x.zip");
  assertEquals([...again.keys()], [...FILES.keys()].sort());
  for (const [name, content] of FILES) assertEquals(again.get(name), content);
});

Deno.test("the order of files does not matter, and what begins with #! can be run", async () => {
  const archive = zipFiles(FILES);
  assertEquals(zipFiles(new Map([...FILES].reverse())), archive);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/x.zip`, archive);
    const unzip = new Deno.Command("python3", {
      args: [
        "-c",
        "import zipfile\nfor i in zipfile.ZipFile('x.zip').infolist(): print(i.filename, oct(i.external_attr >> 16), i.date_time)",
      ],
      cwd: folder,
      env: { PYTHONUTF8: "1" },
    });
    const { code, stdout } = await unzip.output().catch(() => ({ code: 127, stdout: bytes("") }));
    // Another reader, where there is one.
    if (code !== 0) return;
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    assertEquals(lines.length, FILES.size);
    assert(lines.every((line) => line.endsWith("(1980, 1, 1, 0, 0, 0)")));
    assertEquals(lines.filter((line) => line.includes("0o100755")).length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an archive that is cut short anywhere is one sentence", () => {
  const archive = zipFiles(FILES);
  for (let length = 0; length < archive.length; length += 61) refusal(archive.slice(0, length));
  assertMatch(refusal(bytes("no archive at all")), /is damaged or no archive of bigrad/);
});

Deno.test("a byte that was flipped in what a file holds is found", () => {
  const archive = zipFiles(FILES);
  const begin = new TextDecoder("latin1").decode(archive).indexOf("noise") + "noise".length;
  for (let at = begin; at < begin + 450; at += 17) {
    const flipped = archive.slice();
    flipped[at]! ^= 0x10;
    refusal(flipped);
  }
});

Deno.test("no name leads out of the folder", () => {
  for (
    const name of ["../x", "a/../../x", "/etc/x", "a//x", "./x", "C:/x", "a\\..\\x", "a\nb", "x/."]
  ) {
    const message = refusal(zipSync({ [name]: bytes("x") }) as Bytes);
    assertMatch(message, /which would lead out of the folder/, name);
  }
  assertEquals([
    ...unzipFiles(zipSync({ "a/": new Uint8Array(), "a/..x": bytes("x") }) as Bytes, "")
      .keys(),
  ], ["a/..x"]);
});

Deno.test("two files of one name are refused", () => {
  const archive = zipSync({ aa: bytes("one"), bb: bytes("two") }) as Bytes;
  const twice = archive.map((byte) => byte === 0x62 ? 0x61 : byte);
  assertMatch(refusal(twice), /two files aa/);
});
