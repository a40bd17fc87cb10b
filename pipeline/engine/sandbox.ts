/**
 * The inside of a worker: loads a stage's bundle and runs it, with everything impure out of reach.
 *
 * The worker is started without permissions (a stage with native packages gets only those it needs).
 * What needs no permission but would still make a result depend on the moment is taken away here:
 * the clocks, `Math.random`, `crypto`'s randomness.
 *
 * This module runs in the worker only.
 *
 * @module
 */

import type { NativeContext, StageInputs, StageOutputs, StreamName } from "./stage.ts";
import type { JsonObject } from "./canonical.ts";

/** Asks the worker to run one stage with the bundle it was started for. */
export interface SandboxRequest {
  readonly parameters: JsonObject;
  /** Shared memory, copied here: a stage can spoil only its own copy. */
  readonly inputs: Readonly<Record<string, readonly Uint8Array<SharedArrayBuffer>[]>>;
  readonly random: StreamName;
  readonly native?: NativeContext;
}

/** What the worker answers. */
export type SandboxReply =
  | { readonly ready: true }
  | {
    readonly outputs: StageOutputs;
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly peakBytes: number;
  }
  | { readonly error: string };

interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: SandboxReply, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const now = performance.now.bind(performance);
const cpuTime =
  (globalThis as unknown as { process: { threadCpuUsage(): { user: number; system: number } } })
    .process;
const threadCpuUsage = cpuTime.threadCpuUsage.bind(cpuTime);
const memoryUsage = Deno.memoryUsage.bind(Deno);

/** The first message carries the bundle, each later one a request. */
export function serve(): void {
  scope.onmessage = async ({ data }: MessageEvent<{ bundle: string; native: boolean }>) => {
    try {
      forbidLeaving();
      // Standard output belongs to the command.
      console.log = console.info = console.debug = console.error;
      if (!data.native) forbidImpurity();
      const url = URL.createObjectURL(new Blob([data.bundle], { type: "text/javascript" }));
      const { run } = await import(url) as { run: (...given: unknown[]) => Promise<StageOutputs> };
      URL.revokeObjectURL(url);
      scope.onmessage = (event) => void answer(run, event.data as SandboxRequest);
      scope.postMessage({ ready: true });
    } catch (error) {
      scope.postMessage({ error: describe(error) });
    }
  };
}

async function answer(
  run: (...given: unknown[]) => Promise<StageOutputs>,
  request: SandboxRequest,
): Promise<void> {
  const start = now();
  const cpu = threadCpuUsage();
  try {
    const inputs = privateCopies(request.inputs);
    const made = await run(request.parameters, inputs, request.random, request.native);
    if (typeof made !== "object" || made === null) {
      throw new TypeError(`It returned ${made}; return an object with the outputs by name.`);
    }
    const outputs: StageOutputs = {};
    for (const [name, bytes] of Object.entries(made)) {
      if (!(bytes instanceof Uint8Array)) {
        throw new TypeError(`Output "${name}" is not a Uint8Array; encode it.`);
      }
      // A copy, since handing over takes the buffer away from a module that may want to keep it.
      outputs[name] = new Uint8Array(bytes);
    }
    const used = threadCpuUsage();
    const memory = memoryUsage();
    scope.postMessage({
      outputs,
      seconds: (now() - start) / 1000,
      cpuSeconds: (used.user - cpu.user + used.system - cpu.system) / 1e6,
      peakBytes: memory.heapTotal + memory.external,
    }, Object.values(outputs).map(({ buffer }) => buffer));
  } catch (error) {
    scope.postMessage({ error: describe(error) });
  }
}

/**
 * Where inputs are copied to, again and again while their size stays the same: fresh memory would
 * cost a page fault every 4 KiB. It holds the inputs and nothing else, for a stage can see it whole.
 */
let arena = new ArrayBuffer(0);

function privateCopies(inputs: SandboxRequest["inputs"]): StageInputs {
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

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "NotCapable") {
    const asked = error.message.replace(/, (run again|specify).*$/s, "");
    return `A stage may touch nothing but its inputs, and this one did: ${asked}. Hand it in as an input.`;
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

/** Takes away what would make equal keys give unequal bytes. */
function forbidImpurity(): void {
  const refuse = (what: string, remedy: string) => (): never => {
    throw new Error(`A stage may not use ${what}: equal keys must give equal bytes; ${remedy}.`);
  };
  const clock = "leave times to the engine, which records them";
  const chance = "draw from the stage's random stream";
  const refuseAll = (object: object, name: string, methods: readonly string[], remedy: string) => {
    for (const method of methods) {
      Object.defineProperty(object, method, { value: refuse(`${name}.${method}`, remedy) });
    }
  };
  refuseAll(Math, "Math", ["random"], chance);
  refuseAll(crypto, "crypto", ["getRandomValues", "randomUUID"], chance);
  refuseAll(crypto.subtle, "crypto.subtle", ["generateKey"], chance);
  refuseAll(performance, "performance", ["now", "mark", "measure", "toJSON"], clock);
  Object.defineProperty(performance, "timeOrigin", {
    get: refuse("performance.timeOrigin", clock),
  });
  refuseAll(Temporal.Now, "Temporal.Now", Object.getOwnPropertyNames(Temporal.Now), clock);
  // Node's own clocks and counters; libraries look whether it is there.
  Reflect.deleteProperty(globalThis, "process");
  const SystemDate = Date;
  const noClock = refuse("the clock (Date)", clock);
  const PureDate = function (this: unknown, ...parts: unknown[]): unknown {
    if (new.target === undefined || parts.length === 0) noClock();
    return Reflect.construct(SystemDate, parts, new.target);
  };
  PureDate.prototype = SystemDate.prototype;
  SystemDate.prototype.constructor = PureDate as unknown as DateConstructor;
  globalThis.Date = Object.assign(PureDate, {
    UTC: SystemDate.UTC,
    parse: SystemDate.parse,
    now: noClock,
  }) as unknown as DateConstructor;
}
