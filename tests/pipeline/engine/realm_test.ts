import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Stages } from "./sandboxed.ts";

Deno.test("a stage has the language, what is pure of the web, and nothing else", async () => {
  await using stages = new Stages();
  for (
    const [name, body] of [
      ["Deno", `Deno.readTextFileSync("/etc/hostname")`],
      ["process", "process.kill(process.pid)"],
      ["fetch", `await fetch("http://example.invalid/")`],
      ["setTimeout", "await new Promise((done) => setTimeout(done, 1))"],
      ["Worker", `new Worker("data:text/javascript,")`],
      ["BroadcastChannel", `new BroadcastChannel("x")`],
      ["MessageChannel", "new MessageChannel()"],
      ["close", "close()"],
      ["caches", `await caches.open("x")`],
      ["Intl", "new Intl.DateTimeFormat().format()"],
      ["WeakRef", "new WeakRef({})"],
      ["FinalizationRegistry", "new FinalizationRegistry(() => {})"],
      ["Atomics", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)"],
      ["navigator", "navigator.hardwareConcurrency"],
    ] as const
  ) {
    assertEquals(
      await stages.refusal(`return ${body};`),
      `A stage may not use ${name}: it may touch nothing but what it is handed; make it an input or ` +
        "a parameter.",
    );
  }
  assertEquals(
    await stages.text("return nonsense;").catch(({ message }) => message),
    [
      "ReferenceError: nonsense is not defined",
    ].join(),
  );
  assertEquals(await stages.text("return typeof self + typeof location;"), "undefinedundefined");
});

const REFUSED_BY_SANDBOX: Record<string, string> = {
  "Math.random": "Math.random()",
  "the clock (Date)": "Date.now()",
  "performance.now": "performance.now()",
  "performance.mark": `performance.mark("x")`,
  "performance.timeOrigin": "performance.timeOrigin",
  "performance.toJSON": "Performance.prototype.toJSON.call(performance)".replace(
    "Performance.prototype",
    "Object.getPrototypeOf(performance)",
  ),
  "Temporal.Now.instant": "Temporal.Now.instant()",
  "crypto.getRandomValues": "crypto.getRandomValues(new Uint8Array(4))",
  "crypto.randomUUID": "Object.getPrototypeOf(crypto).randomUUID.call(crypto)",
  "Number.toLocaleString": "(1234.5).toLocaleString()",
  "String.localeCompare": `"a".localeCompare("b")`,
  "events.addEventListener":
    `Object.getPrototypeOf(globalThis).addEventListener("message", () => {})`,
  "crypto.subtle.generateKey":
    `await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"])`,
  // Which of two that run beside the stage ends first is a clock.
  "crypto.subtle.digest": `await crypto.subtle.digest("SHA-1", new Uint8Array())`,
  "WebAssembly.compile": "await WebAssembly.compile(new Uint8Array())",
  "WebAssembly.instantiate": "await WebAssembly.instantiate(new Uint8Array())",
  "String.toLocaleUpperCase": `"i".toLocaleUpperCase()`,
  "Temporal.PlainDate.toLocaleString": "new Temporal.PlainDate(2020, 1, 2).toLocaleString()",
};

Deno.test("what would make equal keys give unequal bytes is refused by name", async () => {
  await using stages = new Stages();
  for (const [what, body] of Object.entries(REFUSED_BY_SANDBOX)) {
    const message = await stages.refusal(`return ${body};`);
    assert(
      message.startsWith(`A stage may not use ${what}: equal keys must give equal bytes; `),
      message,
    );
  }
  for (const body of ["new Date()", "Date()", "new (class extends Date {})()"]) {
    assert((await stages.refusal(`return ${body};`)).includes("the clock (Date)"), body);
  }
  // The constructor is not to be had through an instance either.
  assert(
    (await stages.refusal("return new Date(0).constructor.now();")).includes("the clock (Date)"),
  );
  assertEquals(await stages.text("return typeof process;"), "undefined");
});

Deno.test("nothing tells where code lies, what it is called this time, or what ran before", async () => {
  await using stages = new Stages();
  assertEquals(await stages.text(`return new Error("x").stack;`), "Error: x");
  const frames = `Error.prepareStackTrace = (_, frames) => frames.length;
    const { stack } = new Error("x"); delete Error.prepareStackTrace; return stack;`;
  assertEquals(await stages.text(frames), "0");
  await stages.refusal("Error.stackTraceLimit = 9;");
  assertEquals(await stages.text("return String((x) => x + 1);"), "function () { [native code] }");
  assertEquals(await stages.text(`return /b+/.exec("abb").index;`), "1");
  assertEquals(
    await stages.text("return typeof RegExp.lastMatch + typeof RegExp.$1;"),
    [
      "undefinedundefined",
    ].join(),
  );
});

Deno.test("hashes are those of Node, without what else Node has", async () => {
  await using stages = new Stages();
  const hash = (rest: string) =>
    `import { createHash } from "node:crypto";
     const hash = createHash("sha256").update("a").update(new Uint8Array([98]));
     export const run = () => ({ out: new TextEncoder().encode(${rest}) });`;
  for (
    const [rest, expected] of [
      [`hash.digest("hex").slice(0, 8)`, "fb8e20fc"],
      ["hash.digest().toHex().slice(0, 8) + hash.constructor.name", "fb8e20fcObject"],
      ["typeof hash.on + typeof hash.pipe", "undefinedundefined"],
    ] as const
  ) {
    const { outputs } = await stages.run(hash(rest));
    assertEquals(new TextDecoder().decode(outputs.out), expected);
  }
  const { message } = await assertRejects(
    () => stages.run(hash("Object.getPrototypeOf(hash).update = () => hash")),
    Error,
  );
  assertStringIncludes(message, "changed hash.update");
});

Deno.test("errors of hashes have prototypes, in which nothing can be left", async () => {
  await using stages = new Stages();
  for (
    const fails of [
      `const hash = createHash("sha256"); hash.digest(); hash.digest();`,
      `const hash = createHash("sha256"); hash.digest(); hash.update("a");`,
      `const hash = createHash("sha256"); hash.digest(); hash.copy();`,
      `createHash("sha256", { outputLength: 3 });`,
      `createHash("no such hash");`,
    ]
  ) {
    const { message } = await assertRejects(
      () =>
        stages.run(`import { createHash } from "node:crypto";
          export const run = () => {
            try { ${fails} } catch (error) { Object.getPrototypeOf(error).stain = 1; }
            return { out: new Uint8Array([1]) };
          };`),
      Error,
    );
    assertStringIncludes(message, "must leave the globals as they were", fails);
  }
});

Deno.test("what a stage has of the web it may use", async () => {
  await using stages = new Stages();
  for (
    const [use, expected] of [
      ["await new Promise((done) => queueMicrotask(() => done(1)))", "1"],
      [`btoa("a") + atob("YQ==")`, "YQ==a"],
      ["structuredClone({ a: 1 }).a", "1"],
      [`new URL("http://a.b/?c=1").searchParams.get("c")`, "1"],
      [`new TextDecoder().decode(new TextEncoder().encode("ü"))`, "ü"],
      [`performance.getEntries().length`, "0"],
      [`typeof crypto.subtle`, "object"],
    ] as const
  ) assertEquals(await stages.text(`return ${use};`), expected);
  const later = `queueMicrotask(() => { throw new Error("later"); }); return 1;`;
  assertEquals(await stages.refusal(later), "later");
});

Deno.test("no global is made when it is first asked for: it could not be compared", async () => {
  await using stages = new Stages();
  const made = `return Reflect.ownKeys(globalThis)
    .filter((name) => Object.getOwnPropertyDescriptor(globalThis, name).get).map(String);`;
  assertEquals(await stages.text(made), "");
});

Deno.test("what is shown on the console is handed nothing that the next stage is handed, too", async () => {
  await using stages = new Stages();
  const shows = ["Deno.customInspect", "Deno.privateCustomInspect", "nodejs.util.inspect.custom"];
  const inspects = `const seen = [];
    const leave = (...given) => {
      for (const one of given) if (typeof one === "function") seen.push(one.stain), one.stain = 1;
      return "shown";
    };
    for (const name of ${JSON.stringify(shows)}) console.log({ [Symbol.for(name)]: leave });
    return seen;`;
  const replaces = `const { replace } = String.prototype;
    let seen = "";
    String.prototype.replace = function (what, by) {
      seen += what.stain;
      what.stain = 1;
      return Reflect.apply(replace, this, [what, by]);
    };
    console.log("shown");
    String.prototype.replace = replace;
    return seen;`;
  for (const body of [inspects, replaces]) {
    const first = await stages.text(body);
    assertEquals(await stages.text(body), first);
  }
  assertEquals(await stages.text(`return "_stdout" in console || "_stderr" in console;`), "false");
});

Deno.test("no code is made of text", async () => {
  await using stages = new Stages();
  for (
    const body of [
      `eval("1")`,
      `Function("return 1")()`,
      `new (async () => {}).constructor("return 1")()`,
      `(function* () {}).constructor("return 1")()`,
    ]
  ) {
    assertEquals(
      await stages.refusal(`return ${body};`),
      "A stage may not make code of text (eval, Function): write it in the module.",
    );
  }
});

Deno.test("dates that depend on their arguments alone are allowed, in UTC and in English everywhere", async () => {
  const elsewhere = {
    TZ: "America/New_York",
    LANG: "de_DE.UTF-8",
    LANGUAGE: "de",
    LC_ALL: "de_DE",
  };
  const before = Object.keys(elsewhere).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(elsewhere)) Deno.env.set(name, value);
  try {
    await using stages = new Stages();
    const text = await stages.text(`
      const date = new Date(2000, 0, 1);
      return [date.toISOString(), date instanceof Date, date.getHours(), Date.UTC(1970, 0, 2),
        Date.parse("1970-01-01T00:00:01Z"), new Date(5).getTime()].join(" ");`);
    assertEquals(text, "2000-01-01T00:00:00.000Z true 0 86400000 1000 5");
    assertEquals(
      await stages.text("return new Date(0);"),
      "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)",
    );
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
});

const CHANGES: Record<string, string> = {
  "Array.prototype.push": "Array.prototype.push = () => 0",
  "Array.prototype.stain": "Array.prototype.stain = 1",
  "Object.prototype.stain": "Object.prototype.stain = 1",
  "Math.exp": "Math.exp = () => 1",
  "Float64Array.prototype.stain": "Float64Array.prototype.stain = 1",
  "the prototype of Array.prototype":
    "Object.setPrototypeOf(Array.prototype, { __proto__: Object.prototype, stain: 1 })",
  "Object.prototype.toString":
    "Object.defineProperty(Object.prototype, 'toString', { writable: false })",
  "Object.prototype.valueOf":
    "Object.defineProperty(Object.prototype, 'valueOf', { enumerable: true })",
  globalThis: "Object.preventExtensions(globalThis)",
  "iterator helper.next": "Object.getPrototypeOf([].values().map(String)).next = () => 1",
  stain: "globalThis.stain = 1",
  Date: "globalThis.Date = class {}",
  "the prototype of array iterator.next":
    "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true })",
  "generator.stain": "Object.getPrototypeOf((function* () {}).prototype).stain = 1",
  "Set.prototype.toJSON": "Set.prototype.toJSON = () => []",
  "Map.prototype.get": "delete Map.prototype.get",
  // What Deno makes when it is first asked for.
  "TextEncoder.prototype.encode": "TextEncoder.prototype.encode = () => new Uint8Array([1])",
  "TextDecoder.prototype.stain": "TextDecoder.prototype.stain = 1",
  "atob.stain": "atob.stain = 1",
  "crypto.subtle.stain": "crypto.subtle.stain = 1",
  // What only errors lead to.
  "DOMException.constructor":
    "try { structuredClone(() => {}) } catch (error) { error.constructor.prototype.constructor = 1 }",
};

Deno.test("stages share a worker, and none can change what another computes", async () => {
  await using stages = new Stages();
  for (const [what, body] of Object.entries(CHANGES)) {
    for (
      const module of [
        `export const run = () => { ${body}; return { out: new Uint8Array([1]) }; };`,
        `${body}; export const run = () => ({ out: new Uint8Array([1]) });`,
      ]
    ) {
      const { message } = await assertRejects(() => stages.run(module), Error, "", body);
      assertStringIncludes(message, "must leave the globals as they were, and this one changed ");
      assertStringIncludes(message, what.split(".").at(-1)!);
    }
    assertEquals(
      await stages.text(
        "return [typeof stain, [1, 2].length, [...[3]].length, new Map([[1, 2]]).get(1), Math.exp(0)];",
      ),
      "undefined,2,1,2,1",
    );
  }
});
