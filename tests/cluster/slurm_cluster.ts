/**
 * A Slurm cluster of several nodes on this machine, all of whose state is in one temporary folder: as
 * root, without systemd, beside any other Slurm. Each node has its own host name and process numbers.
 *
 * @module
 */

/** How long daemons may take until all nodes are idle. */
const PATIENCE_MS = 30_000;

const DAEMONS = [
  "munged",
  "slurmctld",
  "slurmd",
  "sbatch",
  "squeue",
  "scancel",
  "sinfo",
  "unshare",
  "setpriv",
  "pgrep",
];

/** What of Slurm is shown to whom waits for the nodes in vain. */
const LAST_WORDS = 2000;

/** In one sentence why there can be no such cluster here, or undefined if there can. */
export async function noCluster(): Promise<string | undefined> {
  const missing: string[] = [];
  for (const name of DAEMONS) {
    if ((await said("sh", "-c", `command -v ${name}`)).code !== 0) missing.push(name);
  }
  if (missing.length > 0) {
    return `No ${missing.join(", ")} here; install Debian's slurm-wlm and munge.`;
  }
  if (Deno.uid() !== 0) return "The daemons of Slurm are started by root only.";
  const unshare = await said("unshare", "--uts", "--pid", "--fork", "--mount-proc", "true");
  return unshare.code === 0 ? undefined : `No namespaces for nodes: ${unshare.stderr.trim()}`;
}

/** A running cluster; it is ended, with all that runs on it, at the end of its scope. */
export class SlurmCluster implements AsyncDisposable {
  readonly #daemons: Deno.ChildProcess[] = [];
  readonly #nodes = new Map<string, Deno.ChildProcess>();

  private constructor(readonly root: string, readonly count: number) {}

  /** Starts nodes n1, n2, ... of one core each. */
  static async of(count = 2): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(await Deno.makeTempDir({ prefix: "bigrad-slurm-" }), count);
    try {
      await cluster.#start();
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  /** What a client of it needs in its environment. */
  get env(): Record<string, string> {
    return { SLURM_CONF: `${this.root}/slurm.conf` };
  }

  /** What a program of Slurm's says. */
  async ask(program: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await said(program, ...args, this.env);
    if (code !== 0) throw new Error(`${program}: ${stderr}`);
    return stdout.trim();
  }

  /** Ends the daemons of a node at once. Its jobs are orphans, and go on. */
  async loseDaemons(node: string): Promise<void> {
    const init = await initOf(this.#nodes.get(node)!);
    const pids = await said("pgrep", "--ns", `${init}`, "--nslist", "pid", "slurmd|slurmstepd");
    const found = pids.stdout.trim().split(/\s+/).filter(Boolean);
    if (found.length < 2) throw new Error(`No job is at work on ${node}.`);
    for (const pid of found) {
      try {
        Deno.kill(Number(pid), "SIGKILL");
      } catch (error) {
        // It has ended with the one before.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }

  /** Ends a node with all that runs on it. */
  async cutPower(node: string): Promise<void> {
    const shell = this.#nodes.get(node)!;
    Deno.kill(await initOf(shell), "SIGKILL");
    await shell.status;
  }

  /** Starts a lost node again, from nothing. */
  async restart(node: string): Promise<void> {
    await this.cutPower(node).catch(() => {});
    this.#startNode(node);
    await this.#untilIdle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes.keys()) await this.cutPower(node).catch(() => {});
    for (const daemon of this.#daemons) {
      try {
        daemon.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await daemon.status;
    }
    await Deno.remove(this.root, { recursive: true });
  }

  async #start(): Promise<void> {
    const { root, count } = this;
    for (const folder of ["munge", "ctld", "log"]) await Deno.mkdir(`${root}/${folder}`);
    await Deno.chmod(root, 0o755);
    const key = crypto.getRandomValues(new Uint8Array(128));
    await Deno.writeFile(`${root}/munge/munge.key`, key, { mode: 0o600 });
    await Deno.writeTextFile(`${root}/slurm.conf`, await this.#configuration());
    const munge = `${root}/munge/munge`;
    this.#daemon(
      "munged",
      ...["--force", "--foreground", `--key-file=${munge}.key`, `--socket=${munge}.sock`],
      ...[`--pid-file=${munge}d.pid`, `--log-file=${munge}d.log`, `--seed-file=${munge}d.seed`],
    );
    while (!await exists(`${munge}.sock`)) await pause(20);
    this.#daemon("slurmctld", "-D", "-c");
    for (let i = 1; i <= count; i++) this.#startNode(`n${i}`);
    await this.#untilIdle();
  }

  #startNode(node: string): void {
    Deno.mkdirSync(`${this.root}/slurmd/${node}`, { recursive: true });
    // The shell is the first process of the node, and outlives the daemon.
    const script =
      `hostname ${node}; slurmd -D -N ${node} & while :; do sleep 1000 & wait $!; done`;
    const namespaces = ["--uts", "--pid", "--fork", "--kill-child", "--mount-proc"];
    this.#nodes.set(node, this.#daemon("unshare", ...namespaces, "sh", "-c", script));
  }

  async #untilIdle(): Promise<void> {
    const start = performance.now();
    const idle = ["-h", "-t", "idle", "-o", "%D"];
    while ((await said("sinfo", ...idle, this.env)).stdout !== `${this.count}\n`) {
      if (performance.now() - start > PATIENCE_MS) {
        const log = await Deno.readTextFile(`${this.root}/log/slurmctld.log`);
        throw new Error(`The nodes are not ready: ${log.slice(-LAST_WORDS)}`);
      }
      await pause(100);
    }
  }

  #daemon(program: string, ...args: string[]): Deno.ChildProcess {
    // It ends with this process, however that ends.
    const daemon = new Deno.Command("setpriv", {
      args: ["--pdeathsig", "KILL", "--", program, ...args],
      env: this.env,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#daemons.push(daemon);
    return daemon;
  }

  async #configuration(): Promise<string> {
    const { root, count } = this;
    const hostname = Deno.hostname().split(".")[0];
    const ports = freePorts(count + 1);
    const memory = /RealMemory=(\d+)/.exec((await said("slurmd", "-C")).stdout)![1]!;
    const nodes = Array.from(
      { length: count },
      (_, i) =>
        `NodeName=n${i + 1} NodeHostname=${hostname} NodeAddr=127.0.0.1 Port=${
          ports[i + 1]
        } CPUs=1 ` +
        `RealMemory=${Math.floor(Number(memory) / count)} State=UNKNOWN`,
    );
    return [
      "ClusterName=bigrad",
      `SlurmctldHost=${hostname}(127.0.0.1)`,
      `SlurmctldPort=${ports[0]}`,
      ...["SlurmUser=root", "SlurmdUser=root", "AuthType=auth/munge", "CredType=cred/munge"],
      `AuthInfo=socket=${root}/munge/munge.sock`,
      `StateSaveLocation=${root}/ctld`,
      `SlurmdSpoolDir=${root}/slurmd/%n`,
      `SlurmctldPidFile=${root}/slurmctld.pid`,
      `SlurmdPidFile=${root}/slurmd/%n.pid`,
      `SlurmctldLogFile=${root}/log/slurmctld.log`,
      `SlurmdLogFile=${root}/log/slurmd-%n.log`,
      ...["ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "SwitchType=switch/none"],
      ...["MpiDefault=none", "SelectType=select/cons_tres", "SelectTypeParameters=CR_CPU"],
      ...["JobAcctGatherType=jobacct_gather/none", "AccountingStorageType=accounting_storage/none"],
      "SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1",
      // A node is given up soon, and so is a job that does not end.
      ...["SlurmdTimeout=5", "KillWait=10", "ReturnToService=2", "MessageTimeout=5"],
      ...nodes,
      `PartitionName=main Nodes=n[1-${count}] Default=YES MaxTime=INFINITE State=UP`,
      "",
    ].join("\n");
  }
}

/**
 * The first process of a node, seen from outside.
 *
 * @throws {Error} If it is gone: 0 would be this process and all beside it.
 */
async function initOf(unshare: Deno.ChildProcess): Promise<number> {
  const pid = Number((await said("pgrep", "-P", `${unshare.pid}`)).stdout.trim());
  if (!(pid > 1)) throw new Error("The node is gone.");
  return pid;
}

function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ port: 0 }));
  return listeners.map((listener) => {
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    return port;
  });
}

async function said(
  program: string,
  ...rest: (string | Record<string, string>)[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const args = rest.filter((one): one is string => typeof one === "string");
  const env = rest.find((one): one is Record<string, string> => typeof one !== "string") ?? {};
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const exists = (path: string): Promise<boolean> => Deno.stat(path).then(() => true, () => false);
