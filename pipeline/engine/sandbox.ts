/**
 * The inside of a worker: loads stages' bundles and runs them, with everything impure out of reach.
 *
 * The worker is started without permissions (one for stages with native packages gets only those they
 * need). It serves one request after another; what it has loaded it keeps.
 *
 * This module runs in the worker only.
 *
 * @module
 */

import type { JsonObject } from "./canonical.ts";
import { CollectionClock } from "./collection_clock.ts";
import { after, type Limits, tooSlow } from "./limits.ts";
import { confine, Globals, LANGUAGE } from "./realm.ts";
import { StageConsole } from "./stage_console.ts";
import type { NativeContext, StageInputs, StageOutputs, StreamName } from "./stage.ts";

/** Asks the worker to run one stage. */
export interface SandboxRequest {
  /** Repeated in the answer. */
  readonly id: number;
  /** The name of the stage, for messages. */
  readonly name: string;
  /** The digest of the bundle. */
  readonly code: string;
  /** Its text, if the worker has not loaded it yet. */
  readonly bundle?: string;
  readonly parameters: JsonObject;
  /** Shared memory, copied here: a stage can spoil only its own copy. */
  readonly inputs: Readonly<Record<string, readonly Uint8Array<SharedArrayBuffer>[]>>;
  readonly random: StreamName;
  readonly native?: Omit<NativeContext, "timeUp">;
  readonly limits: Pick<Limits, "outputBytes" | "consoleCharacters"> & { readonly seconds: number };
}

/** What the worker answers. */
export type SandboxReply =
  & { readonly id: number }
  & ({
    readonly outputs: StageOutputs;
    readonly seconds: number;
    readonly gcSeconds: number;
    readonly loadSeconds: number;
    readonly cpuSeconds: number;
    readonly peakBytes: number;
  } | { readonly error: string });

type Run = (
  parameters: JsonObject,
  inputs: StageInputs,
  random: StreamName,
  native: NativeContext | undefined,
) => StageOutputs | Promise<StageOutputs>;

interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: SandboxReply, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const postMessage = scope.postMessage.bind(scope);
const now = performance.now.bind(performance);
const { threadCpuUsage } =
  (globalThis as unknown as { process: { threadCpuUsage(): { user: number; system: number } } })
    .process;
const memoryUsage = Deno.memoryUsage.bind(Deno);
const { createObjectURL, revokeObjectURL } = URL;
const { Blob } = globalThis;

/** What has been loaded, by digest. */
const loaded = new Map<string, Run>();

const stageConsole = new StageConsole();
const collections = new CollectionClock();
let globals: Globals | undefined;
/** The globals that were taken away. */
let gone: ReadonlySet<string> = new Set();

/** Serves requests until the worker is ended. */
export function serve(): void {
  scope.onmessage = ({ data }: MessageEvent<SandboxRequest>) => void answer(data);
}

async function answer(request: SandboxRequest): Promise<void> {
  const { id } = request;
  const asked = now();
  try {
    globals ??= begin(request.native !== undefined);
    stageConsole.begin(request.name, request.limits.consoleCharacters);
    const run = loaded.get(request.code) ?? await load(request);
    const inputs = lend(request.inputs);
    collections.lap();
    const start = now();
    const cpu = threadCpuUsage();
    const made = await inTime(
      request,
      (native) => run(request.parameters, inputs, request.random, native),
    );
    requireUnchanged();
    const outputs = ownCopies(made, request.limits.outputBytes);
    takeBack();
    stageConsole.end();
    const used = threadCpuUsage();
    const memory = memoryUsage();
    postMessage({
      id,
      outputs,
      seconds: (now() - start) / 1000,
      gcSeconds: collections.lap(),
      loadSeconds: (start - asked) / 1000,
      cpuSeconds: (used.user - cpu.user + used.system - cpu.system) / 1e6,
      peakBytes: memory.heapTotal + memory.external,
    }, Object.values(outputs).map(({ buffer }) => buffer));
  } catch (error) {
    // What it changed may be what it fails by.
    const changed = globals?.changed();
    stageConsole.end();
    postMessage({ id, error: changed === undefined ? describe(error) : blame(changed) });
  }
}

function begin(native: boolean): Globals {
  forbidLeaving();
  stageConsole.install();
  // Native packages need what Deno has, some of which it makes when it is first asked for.
  if (native) return new Globals(LANGUAGE);
  gone = confine();
  return new Globals();
}

async function load({ code, bundle }: SandboxRequest): Promise<Run> {
  const url = createObjectURL(new Blob([bundle!], { type: "text/javascript" }));
  try {
    const { run } = await import(url) as { run: Run };
    requireUnchanged();
    loaded.set(code, run);
    return run;
  } finally {
    revokeObjectURL(url);
  }
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

function requireUnchanged(): void {
  const changed = globals!.changed();
  if (changed !== undefined) throw new Error(blame(changed));
}

function blame(changed: string): string {
  return `A stage must leave the globals as they were, and this one changed ${changed}: it could ` +
    "change what other stages compute; keep what is to be remembered in the module.";
}

/** The outputs; copies, since handing over takes a buffer away from a module that may want to keep it. */
function ownCopies(made: unknown, most: number): StageOutputs {
  if (typeof made !== "object" || made === null) {
    throw new TypeError(`It returned ${made}; return an object with the outputs by name.`);
  }
  const outputs = Object.entries(made);
  let total = 0;
  for (const [name, bytes] of outputs) {
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError(`Output "${name}" is not a Uint8Array; encode it.`);
    }
    total += bytes.byteLength;
    if (total > most) {
      throw new Error(
        `Its outputs hold ${total} bytes with "${name}", and a stage may make ${most}; ` +
          "keep less of it, or split it into several stages.",
      );
    }
  }
  return Object.fromEntries(outputs.map(([name, bytes]) => [name, new Uint8Array(bytes)]));
}

/**
 * Where inputs are copied to, again and again while their size stays the same: fresh memory would
 * cost a page fault every 4 KiB. It holds the inputs and nothing else, for a stage can see it whole.
 */
let arena = new ArrayBuffer(0);

/** Private copies of the inputs, good until they are taken back. */
function lend(inputs: SandboxRequest["inputs"]): StageInputs {
  const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
  const needed = Object.values(inputs).flat().reduce((sum, { length }) => sum + aligned(length), 0);
  if (arena.byteLength !== needed) arena = new ArrayBuffer(needed);
  let offset = 0;
  const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
    const view = new Uint8Array(arena, offset, bytes.length);
    view.set(bytes);
    offset += aligned(bytes.length);
    new Uint8Array(arena, view.byteOffset + bytes.length, offset - view.byteOffset - bytes.length)
      .fill(0);
    return view;
  };
  return Object.fromEntries(Object.entries(inputs).map(([role, list]) => [role, list.map(copy)]));
}

/** Whoever kept a view of the inputs finds it empty: the next stage's are in the same memory. */
function takeBack(): void {
  arena = arena.transfer();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "NotCapable") {
    const asked = error.message.replace(/, (run again|specify).*$/s, "");
    return `A stage may touch nothing but its inputs, and this one did: ${asked}. Hand it in as an input.`;
  }
  const unknown = /^(\S+) is not defined$/.exec(error.message)?.[1];
  if (unknown !== undefined && gone.has(unknown)) {
    return `A stage may not use ${unknown}: it may touch nothing but what it is handed; make it an ` +
      "input or a parameter.";
  }
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

/** Takes away what would leave the engine waiting for ever. */
function forbidLeaving(): void {
  const stay = (): never => {
    throw new Error("A stage may not end its worker; return the outputs, or throw an error.");
  };
  Deno.exit = stay;
  (globalThis as { close?: () => void }).close = stay;
}
