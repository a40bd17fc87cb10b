/**
 * The inside of a worker: loads stages' bundles and runs them, with everything impure out of reach.
 *
 * The worker is a process without permissions (one for stages with native packages has only those they
 * need). It serves one request after another; what it has loaded it keeps.
 *
 * This module runs in worker processes only.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Loadable } from "./bundle.ts";
import type { JsonObject } from "./canonical.ts";
import { CollectionClock } from "./collection_clock.ts";
import { followParent } from "./follow_parent.ts";
import { lend, takeBack } from "./input_memory.ts";
import { describe } from "./error_words.ts";
import { after, type Limits, tooSlow } from "./limits.ts";
import { headBytes, messagesFrom } from "./messages.ts";
import { confine, forbidLeaving, Globals, SHARED } from "./realm.ts";
import { printable, StageConsole } from "./stage_console.ts";
import { outputsOf, requireWhole } from "./stage_outputs.ts";
import type { NativeContext, StageInputs, StageOutputs, StreamName } from "./stage.ts";

/** Asks the worker to run one stage. */
export interface SandboxRequest {
  /** Repeated in the answer. */
  readonly id: number;
  /** The name of the stage, for messages. */
  readonly name: string;
  /** The digest of the bundle. */
  readonly code: string;
  /** A text with its code, if the worker has not loaded one yet. */
  readonly loadable?: Loadable;
  readonly parameters: JsonObject;
  /** How many inputs a role has; their bytes are the parts of the message. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly random: StreamName;
  readonly native?: Omit<NativeContext, "timeUp">;
  readonly limits: Pick<Limits, "outputBytes" | "consoleCharacters"> & { readonly seconds: number };
}

/** What the worker answers, what the stage says meanwhile, and that it takes requests now. */
export type SandboxReply =
  | {
    readonly id: number;
    /** The names of the outputs; their bytes are the parts of the message. */
    readonly outputs: readonly string[];
    readonly seconds: number;
    readonly gcSeconds: number;
    readonly loadSeconds: number;
    readonly cpuSeconds: number;
    readonly peakBytes: number;
  }
  | { readonly id: number; readonly error: string; readonly fault: Fault }
  | { readonly said: string }
  | { readonly ready: true };

/** Stray is what was thrown where nobody waited: an earlier stage may have left it behind. */
type Fault = "stage" | "stray" | "joint text";

/** The module of a code. */
type Begun = Readonly<{ run?: Run }>;

type Open = (builtIns: typeof BUILT_INS) => Readonly<Record<string, () => Begun>>;

type Run = (
  parameters: JsonObject,
  inputs: StageInputs,
  random: StreamName,
  native: NativeContext | undefined,
) => StageOutputs | Promise<StageOutputs>;

const now = performance.now.bind(performance);
const { stdin, stdout } = Deno;
const write = stdout.writeSync.bind(stdout);
const exit = Deno.exit.bind(Deno);
const { threadCpuUsage } =
  (globalThis as unknown as { process: { threadCpuUsage(): { user: number; system: number } } })
    .process;
const memoryUsage = Deno.memoryUsage.bind(Deno);
const { createObjectURL, revokeObjectURL } = URL;
const { setImmediate } = globalThis as unknown as { setImmediate(act: () => void): void };
const { Blob } = globalThis;

/** How much of what a stage fails with is told. */
const LONGEST = 2000;

/** A code that can be run, and whether a joint text holds it, where a name may have got a number. */
interface Loaded {
  readonly run: Run;
  readonly isJoint: boolean;
}

/** What has been loaded, by digest. */
const loaded = new Map<string, Loaded>();

/** What joint texts hold, by digest: each opens the text anew, so that no code sees another's modules. */
const closed = new Map<string, () => Begun>();

/** What a joint text is handed when it is opened. */
const BUILT_INS = { "node:crypto": { createHash } };

const stageConsole = new StageConsole((said) => send({ said }));
const collections = new CollectionClock();
let globals: Globals | undefined;
/** The globals that were taken away. */
let gone: ReadonlySet<string> = new Set();

/** The request that is being served. */
let serving: number | undefined;

/**
 * Which failures may come of a joint text: any while a code is loaded from one, while it runs those that
 * tell a name with a number.
 */
let jointFailures: RegExp | undefined;
const ANY = /(?:)/;
const NUMBERED = /[\p{L}_$]\d+/u;

/** Serves requests until there are no more. */
export async function serve(): Promise<void> {
  const native = Deno.args[0] === "native";
  followParent(native);
  // An interrupt is meant for the run, which ends its workers in order.
  for (const signal of ["SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});
  for (const kind of ["error", "unhandledrejection"] as const) {
    addEventListener(kind, (event: Event & { error?: unknown; reason?: unknown }) => {
      event.preventDefault();
      fail(event.error ?? event.reason, true);
      exit(1);
    });
  }
  const readSync = stdin.readSync.bind(stdin);
  const requests = messagesFrom<SandboxRequest>({ readable: stdin.readable, readSync }, lend);
  forbidLeaving();
  stageConsole.install();
  // Native packages need what Deno has, some of which it makes when it is first asked for.
  if (native) globals = new Globals(SHARED);
  else {
    gone = confine();
    globals = new Globals();
  }
  send({ ready: true });
  for await (const { head, parts } of requests) await answer(head, parts);
  exit(0);
}

/** Says that the stage that is being run failed; ends where it has left no way to say so. */
function fail(error: unknown, stray = false): void {
  if (serving === undefined) return;
  try {
    sayFailed(serving, error, stray);
  } catch {
    exit(1);
  }
  serving = undefined;
}

function sayFailed(id: number, error: unknown, stray: boolean): void {
  // What it changed may be what it fails by.
  const changed = globals?.changed();
  stageConsole.end();
  const words = changed === undefined ? describe(error, gone) : blame(changed);
  const fault = jointFailures?.test(words) ? "joint text" : stray ? "stray" : "stage";
  send({ id, error: printable(words, LONGEST), fault });
}

function send(reply: SandboxReply, parts: readonly Uint8Array[] = []): void {
  sendBytes(headBytes(reply, parts));
  for (let i = 0; i < parts.length; i++) sendBytes(parts[i]!);
}

function sendBytes(bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    done += write(new Uint8Array(bytes.buffer, bytes.byteOffset + done, bytes.length - done));
  }
}

async function answer(
  request: SandboxRequest,
  parts: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const { id } = request;
  const asked = now();
  serving = id;
  jointFailures = undefined;
  try {
    stageConsole.begin(request.name, request.limits.consoleCharacters);
    const known = request.loadable === undefined ? loaded.get(request.code) : undefined;
    const { run, isJoint } = known ?? await load(request);
    jointFailures = isJoint ? NUMBERED : undefined;
    const inputs = byRole(request.inputs, parts);
    collections.lap();
    const start = now();
    const cpu = threadCpuUsage();
    const made = await inTime(
      request,
      (native) => run(request.parameters, inputs, request.random, native),
    );
    const outputs = outputsOf(made, request.limits.outputBytes);
    await settled(request.native);
    requireWhole(outputs);
    requireUnchanged();
    stageConsole.end();
    const used = threadCpuUsage();
    const memory = memoryUsage();
    send({
      id,
      outputs: outputs.map(({ name }) => name),
      seconds: (now() - start) / 1000,
      gcSeconds: collections.lap(),
      loadSeconds: (start - asked) / 1000,
      cpuSeconds: (used.user - cpu.user + used.system - cpu.system) / 1e6,
      peakBytes: memory.heapTotal + memory.external,
    }, outputs.map(({ bytes }) => bytes));
    takeBack();
    serving = undefined;
  } catch (error) {
    fail(error);
  }
}

async function load({ code, loadable, native }: SandboxRequest): Promise<Loaded> {
  const isJoint = loadable?.codes.length !== 1;
  jointFailures = isJoint ? ANY : undefined;
  const begun = loadable === undefined ? undefined : await evaluate(loadable);
  const module = begun ?? closed.get(code)!();
  await settled(native);
  const { run } = module;
  if (typeof run !== "function") throw new Error("Its module exports no function `run`.");
  requireUnchanged();
  const made = { run, isJoint };
  loaded.set(code, made);
  return made;
}

/** Evaluates a text. @returns The module that a bundle is; undefined for a joint text. */
async function evaluate({ text, codes }: Loadable): Promise<Begun | undefined> {
  const url = createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    const module = await import(url) as Begun & { default?: Open };
    if (codes.length === 1) return module;
    for (const code of codes) closed.set(code, () => module.default!(BUILT_INS)[code]!());
  } finally {
    revokeObjectURL(url);
  }
  return undefined;
}

/** Runs a stage; tells a native one when its time is up. A pure one is ended from outside. */
async function inTime(
  { native, limits: { seconds } }: SandboxRequest,
  run: (native: NativeContext | undefined) => StageOutputs | Promise<StageOutputs>,
): Promise<StageOutputs> {
  if (native === undefined) return await run(undefined);
  const timeUp = new AbortController();
  const timer = after(seconds, () => timeUp.abort());
  try {
    return await run({ ...native, timeUp: timeUp.signal });
  } catch (error) {
    throw timeUp.signal.aborted ? new Error(tooSlow(seconds)) : error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits until all is done that a pure stage has put off: what it does after it has returned is its own
 * doing. A native one has timers, and what it leaves behind is known by that.
 */
async function settled(native: SandboxRequest["native"]): Promise<void> {
  if (native === undefined) await new Promise<void>((resolve) => setImmediate(resolve));
}

function requireUnchanged(): void {
  const changed = globals!.changed();
  if (changed !== undefined) throw new Error(blame(changed));
}

function blame(changed: string): string {
  return `A stage must leave the globals as they were, and this one changed ${changed}: it could ` +
    "change what other stages compute; keep what is to be remembered in the module.";
}

function byRole(
  counts: SandboxRequest["inputs"],
  parts: readonly Uint8Array<ArrayBuffer>[],
): StageInputs {
  let next = 0;
  return Object.fromEntries(
    Object.entries(counts).map(([role, count]) => [role, parts.slice(next, next += count)]),
  );
}
