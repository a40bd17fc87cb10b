import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  asPattern,
  countTasks,
  memoryForStages,
  type Said,
  sbatchArguments,
  SlurmArray,
} from "../../../pipeline/engine/slurm.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { quoted } from "../../../pipeline/wording.ts";

const OPTIONS = { workers: 3, extra: [] };
const DONE: Said = { code: 0, stdout: "", stderr: "" };

/** A Slurm that answers in turn, and what it was asked. */
function slurm(...answers: Partial<Said>[]) {
  const asked: string[] = [];
  const shell = (program: string, args: readonly string[], input = "") => {
    asked.push([program, ...args, input].join(" ").trim());
    return Promise.resolve({ ...DONE, ...answers.shift() });
  };
  return { asked, shell };
}

Deno.test("sbatch is asked for one array, with what was given and no more", () => {
  assertEquals(sbatchArguments({ ...OPTIONS, workers: 8 }, "log").slice(1), [
    "--job-name=bigrad",
    "--array=1-8",
    "--requeue",
    "--open-mode=append",
    "--signal=B:TERM@60",
    "--output=log",
  ]);
  const all = sbatchArguments({
    ...OPTIONS,
    ...{ partition: "p", account: "a", time: "1-0", memory: "8G" },
    extra: ["--exclusive --qos low", "--constraint=fast"],
  }, "log");
  assertEquals(all.slice(-8), [
    ...["--partition=p", "--account=a", "--time=1-0", "--mem=8G"],
    ...["--exclusive", "--qos", "low", "--constraint=fast"],
  ]);
});

Deno.test("an array is submitted, looked at and cancelled", async () => {
  const { asked, shell } = slurm(
    { stdout: "42;cluster\n" },
    { stdout: "RUNNING None\nRUNNING None\nPENDING Resources\n" },
    { code: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller" },
    { code: 1, stderr: "slurm_load_jobs error: Invalid job id specified" },
  );
  const array = await SlurmArray.submit(OPTIONS, "work", "log", shell);
  assertMatch(asked[0]!, /^sbatch .* #!\/bin\/sh\nexec work$/);
  assertEquals([...(await array.tasks())!], [["running", 2], ["pending (Resources)", 1]]);
  assertEquals(await array.tasks(), undefined, "it does not answer");
  assertEquals(await array.tasks(), new Map(), "it has forgotten the job");
  await array.cancelPending();
  await array.cancel();
  assertEquals(asked.slice(-2), ["scancel --quiet --state=PENDING 42", "scancel --quiet 42"]);
});

Deno.test("what Slurm refuses is one sentence", async () => {
  const { shell } = slurm({ code: 1, stderr: "error: a\nerror: b\n" });
  const { message } = await assertRejects(
    () => SlurmArray.submit(OPTIONS, "work", "log", shell),
    UsageError,
  );
  assertEquals(
    message,
    "Slurm refused the workers (error: a; error: b); change the --slurm options.",
  );
});

Deno.test("states of tasks, memory and words are read and written as Slurm and shells do", () => {
  assertEquals([...countTasks("")], []);
  assertEquals([...countTasks("PENDING BeginTime\nCOMPLETING None\n")], [
    ["pending (BeginTime)", 1],
    ["completing", 1],
  ]);
  assertEquals(["8G", "4000M", "4000", "1T", "500K", "1G"].map(memoryForStages), [
    ...[6, 3, 3, 750, 1, 1],
  ]);
  assertEquals(["/a/b", "a b", "it's", "", "$x"].map(quoted), [
    "/a/b",
    "'a b'",
    `'it'\\''s'`,
    "''",
    "'$x'",
  ]);
});

Deno.test("the folder of logs is no pattern of Slurm's", () => {
  assertEquals(asPattern("/my store/100%A"), "/my store/100%%A");
  const { message } = assertThrows(() => asPattern("/a\\b"), UsageError);
  assertMatch(message, /^The path of the store, \/a\\b, has a backslash.*--store\.$/);
});
