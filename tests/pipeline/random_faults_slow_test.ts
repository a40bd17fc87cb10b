/**
 * What can happen to a store and a view, at random: the next run ends by itself with the bytes of a run
 * to which nothing happened, and a run that says it is well shows nothing else.
 *
 * BIGRAD_FAULTS says how many, 300 unless given, and BIGRAD_SEED which.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { Stream } from "../../numerics/random.ts";
import { finish, type Finished, ProjectCopy } from "./project_copy.ts";

const COUNT = Number(Deno.env.get("BIGRAD_FAULTS") ?? 300);
const SEED = Number(Deno.env.get("BIGRAD_SEED") ?? 1);

/** Real stages of every kind: draws, tables, queries, claims, figures, the report. */
const REPRODUCE = [
  ...["reproduce", "meta_moments", "meta_passes", "--profile", "smoke"],
  ...["--study", "unbiased-first-order", "--json"],
];

/** A run of some hundred stages less is over long before; one that hangs is ended. */
const HANGS_MS = 300_000;

/** Whose loss makes a folder nobody's: it says that it is a view. */
const MANIFEST = "out/bigrad-view.txt";

class Faults {
  readonly #random = Stream.of("faults", SEED);

  constructor(readonly root: string) {}

  below(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** The files below folders of the project, but the one. */
  files(...folders: string[]): string[] {
    const found: string[] = [];
    const look = (path: string): void => {
      for (const { name, isDirectory, isFile } of Deno.readDirSync(join(this.root, path))) {
        if (isDirectory) look(`${path}/${name}`);
        else if (isFile && `${path}/${name}` !== MANIFEST) found.push(`${path}/${name}`);
      }
    };
    for (const folder of folders) if (exists(join(this.root, folder))) look(folder);
    return found.sort().map((path) => join(this.root, path));
  }

  /** Does something to a file; says what. */
  readonly kinds: Readonly<Record<string, (path: string) => void>> = {
    "bit flipped in": (path) => {
      const bytes = Deno.readFileSync(path);
      if (bytes.length === 0) return;
      bytes[this.below(bytes.length)]! ^= 1 << this.below(8);
      overwrite(path, bytes);
    },
    "cut short": (path) => {
      Deno.chmodSync(path, 0o644);
      Deno.truncateSync(path, this.below(Deno.statSync(path).size + 1));
    },
    "emptied": (path) => overwrite(path, new Uint8Array()),
    "made zeros": (path) => overwrite(path, new Uint8Array(Deno.statSync(path).size)),
    "garbled": (path) => {
      const text = this.pick([
        "{",
        "null",
        "[]",
        "{}",
        "\n",
        "\0".repeat(99),
        '{"key":1}',
        "0\n[]",
      ]);
      overwrite(path, new TextEncoder().encode(text));
    },
    "longer": (path) => overwrite(path, new Uint8Array([...Deno.readFileSync(path), 10])),
    "replaced by another": (path) => {
      overwrite(path, Deno.readFileSync(this.pick(this.files(".bigrad"))));
    },
    "deleted": (path) => Deno.removeSync(path),
    "deleted with its folder": (path) => Deno.removeSync(dirname(path), { recursive: true }),
    "made a folder": (path) => {
      Deno.removeSync(path);
      Deno.mkdirSync(`${path}/x`, { recursive: true });
    },
    "made a pipe": (path) => {
      Deno.removeSync(path);
      assert(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
    },
  };

  /** One fault in some file below one of some folders; what it was. */
  strike(folders = [".bigrad", ".bigrad", ".bigrad/actions", ".bigrad/cas", "out"]): string {
    const folder = this.pick(folders);
    const files = this.files(folder);
    if (files.length === 0) return "nothing left to damage";
    // Small files of state are few among many blobs.
    const state = files.filter((path) => dirname(path) === join(this.root, ".bigrad"));
    const path = this.pick(state.length > 0 && this.below(3) === 0 ? state : files);
    const inView = path.startsWith(join(this.root, "out"));
    // What is no file in a view is somebody's, and stays.
    const kinds = Object.keys(this.kinds).filter((kind) => !inView || !kind.startsWith("made"));
    const kind = this.pick(kinds.filter((kind) => !inView || kind !== "deleted with its folder"));
    this.kinds[kind]!(path);
    return `${path.slice(this.root.length + 1)} ${kind}`;
  }

  /** Takes away records, so that there is something to do. */
  makeWork(): void {
    const records = this.files(".bigrad/actions");
    const count = records.length === 0 ? 0 : 1 + this.below(records.length);
    for (let i = 0; i < count; i++) {
      const path = this.pick(records);
      if (exists(path)) Deno.removeSync(path, { recursive: true });
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function overwrite(path: string, bytes: Uint8Array): void {
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, bytes);
}

/** Everything that a view shows, but what tells of the run. */
async function shown(copy: ProjectCopy): Promise<Record<string, string>> {
  const { stdout } = await new Deno.Command("sh", {
    args: [
      "-c",
      "find . -type f ! -name run.html ! -name results.duckdb ! -name bigrad-view.txt " +
      "-exec sha256sum {} + | sort -k 2",
    ],
    cwd: `${copy.root}/out`,
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

async function ended(process: Deno.ChildProcess): Promise<Finished> {
  const timer = setTimeout(() => process.kill("SIGKILL"), HANGS_MS);
  return await finish(process).finally(() => clearTimeout(timer));
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

Deno.test(`after each of ${COUNT} random faults the next run ends with the same bytes`, async () => {
  await using copy = await ProjectCopy.of();
  const start = () => copy.start(REPRODUCE);
  assertEquals((await ended(start())).code, 0);
  const expected = await shown(copy);
  const faults = new Faults(copy.root);
  for (let i = 0; i < COUNT; i++) {
    const told: string[] = [];
    const kind = faults.pick(["at rest", "at rest", "at work", "killed"]);
    if (kind === "at rest") {
      for (let more = true; more; more = faults.below(3) === 0) told.push(faults.strike());
      if (faults.below(2) === 0) faults.makeWork();
    } else {
      faults.makeWork();
      const process = start();
      // From its first moment to some after its end.
      await pause(faults.below(faults.pick([300, 1500, 4000])));
      if (kind === "at work") {
        try {
          // What is shown already is the user's to damage.
          told.push(`${faults.strike([".bigrad"])} at work`);
        } catch (error) {
          // The run makes and removes files meanwhile.
          told.push(`a fault came too late or too early (${error})`);
        }
        const { code } = await ended(process);
        if (code === 0) assertEquals(await shown(copy), expected, `${i}: ${told}, it said ok`);
      } else {
        told.push("killed");
        try {
          process.kill("SIGKILL");
        } catch {
          // It was quicker.
        }
        await finish(process);
      }
    }
    const { code, stdout, stderr } = await ended(start());
    const what = `fault ${i}: ${told.join(", ")}\n${stdout}${stderr}`;
    assertEquals(code, 0, what);
    assertEquals(await shown(copy), expected, what);
    assert(exists(`${copy.root}/out/results.duckdb`), what);
  }
  const again = await copy.run(...REPRODUCE);
  assertEquals(JSON.parse(again.stdout).ran, []);
  // What is damaged of codes whose stages are all up to date no run has read: that verify tells, and mends.
  const verify = () => copy.run("verify", "--profile", "smoke", "--json");
  const first = await verify();
  const { blobs, stages } = JSON.parse(first.stdout);
  const others = (blobs.corrupt as string[]).filter((digest) =>
    !exists(`${copy.root}/.bigrad/code/${digest}.files.json`)
  );
  assertEquals([others, stages.different], [[], []], first.stdout + first.stderr);
  const second = await verify();
  assertEquals(second.code, 0, second.stdout + second.stderr);
});
