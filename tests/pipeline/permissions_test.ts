import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { finish } from "./project_copy.ts";
import { ROOT } from "../tools/project_files.ts";

Deno.test("no way to a command grants everything, and none the network", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)) as {
    tasks: Record<string, string>;
  };
  const own = Object.entries(tasks).filter(([, line]) => line.includes("pipeline/main.ts"));
  const launcher = await Deno.readTextFile(`${ROOT}bigrad`);
  const started = launcher.slice(launcher.indexOf('exec "$deno" run'));
  for (const [name, line] of [...own, ["bigrad", started]] as const) {
    assertEquals(/ -A\b|--allow-all|--allow-net/.test(line), false, name);
    assertStringIncludes(line, "--no-prompt", name);
  }
});

Deno.test("a bundler that may not be started is one sentence and exit code 2", async () => {
  const store = await Deno.makeTempDir();
  try {
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"],
        ...["--allow-ffi", `${ROOT}pipeline/main.ts`, "reproduce", "--profile", "smoke"],
        ...["--study", "head-to-head", "--store", `${store}/store`, "--out", `${store}/out`],
      ],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { code, stderr } = await finish(process);
    assertEquals(code, 2);
    assertMatch(
      stderr,
      /^esbuild, which bundles code, cannot be started; run "\.\/bigrad setup".*\.\n$/,
    );
  } finally {
    await Deno.remove(store, { recursive: true });
  }
});
